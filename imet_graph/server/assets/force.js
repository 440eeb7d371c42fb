// Where the nodes of the canvas stand: springs along links, pushing between nodes.
"use strict";

class Force {
  constructor() { this.points = new Map(); this.links = []; this.heat = 0; }

  // A new point begins beside the one that it was opened from.
  add(id, near, wide = 0) {
    if (this.points.has(id)) return;
    const base = this.points.get(near) || { x: 0, y: 0 };
    // A fixed spiral instead of chance: the same graph gives the same picture.
    const n = this.points.size, angle = n * 2.399963, far = near ? 60 + 4 * (n % 12) : 0;
    this.points.set(id, { x: base.x + far * Math.cos(angle), y: base.y + far * Math.sin(angle),
      vx: 0, vy: 0, fixed: false, wide });
  }

  remove(id) { this.points.delete(id); }

  warm(heat = 1) { this.heat = Math.max(this.heat, heat); }

  // Move apart nodes whose marks or names cover each other; return whether any did.
  part(all) {
    let met = false;
    for (let i = 0; i < all.length; i++) {
      for (let j = i + 1; j < all.length; j++) {
        const a = all[i], b = all[j];
        const over = Math.min(a.x + a.wide, b.x + b.wide) - Math.max(a.x, b.x) + 34;
        const down = 26 - Math.abs(a.y - b.y);
        if (over <= 0 || down <= 0) continue;
        met = true;
        const sign = a.y === b.y ? (i % 2 ? 1 : -1) : Math.sign(a.y - b.y);
        const share = a.fixed === b.fixed ? 0.5 : 1;
        if (!a.fixed || b.fixed) a.y += sign * down * share;
        if (!b.fixed || a.fixed) b.y -= sign * down * share;
      }
    }
    return met;
  }

  step() {
    const all = [...this.points.values()];
    for (let i = 0; i < all.length; i++) {
      for (let j = i + 1; j < all.length; j++) {
        const a = all[i], b = all[j];
        // Names are wide: two nodes at one height need more room than one above the other.
        const dx = (a.x - b.x) * 0.42, dy = a.y - b.y, square = Math.max(60, dx * dx + dy * dy);
        // What is open has its neighbours around it, and needs the room.
        const weight = (a.open ? 3 : 1) * (b.open ? 3 : 1);
        const push = Math.min(16, (5200 * weight) / square), length = Math.sqrt(square);
        const px = (dx / length) * push, py = (dy / length) * push;
        a.vx += px; a.vy += py; b.vx -= px; b.vy -= py;
      }
      all[i].vx -= all[i].x * 0.003; all[i].vy -= all[i].y * 0.02;
    }
    for (const [from, to] of this.links) {
      const a = this.points.get(from), b = this.points.get(to);
      if (!a || !b) continue;
      const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
      const pull = (length - (a.open && b.open ? 320 : 150)) * 0.03;
      a.vx += (dx / length) * pull; a.vy += (dy / length) * pull;
      b.vx -= (dx / length) * pull; b.vy -= (dy / length) * pull;
    }
    for (const point of all) {
      if (!point.fixed) {
        const speed = Math.min(1, 18 / (Math.hypot(point.vx, point.vy) || 1));
        point.x += point.vx * speed * this.heat; point.y += point.vy * speed * this.heat;
      }
      point.vx *= 0.5; point.vy *= 0.5;
    }
    for (let i = this.heat < 0.03 ? 60 : 1; i && this.part(all); i--);
    this.heat = this.heat < 0.02 ? 0 : this.heat * 0.985;
    return this.heat > 0;
  }
}
