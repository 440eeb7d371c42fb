"""Imports the Foreign Military Training Reports into a store on disk, and proves the import."""
