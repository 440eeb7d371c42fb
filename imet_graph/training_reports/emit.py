"""Writes the triples of a report as Turtle text, fast: strings, no term objects.

Things that several reports share (courses, units, places) have addresses made
from what they are called, so that no state is needed between reports. Activities and
totals have those of their rows' names: an address must mean the same row for ever,
whatever stands above it in the file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from imet_graph.rdf import vocab
from imet_graph.things.names import fold
from imet_graph.training_reports.cells import given
from imet_graph.training_reports.names import Names, country_of, distinct, hashed, slug, topics_of
from imet_graph.training_reports.reconcile import WITHOUT, Group, Sum, money
from imet_graph.training_reports.rows import Row

PREFIX_LINES = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in vocab.PREFIXES.items())
_TITLE = "Foreign Military Training Report"
_REMEMBERED = 300_000
"""Entities described so far that are remembered; beyond, some are described again."""
_FIGURES = {  # the class of a sum, and the property that says of what it is
    "course": ("CourseFigure", "imet:figureCourse course:"),
    "school": ("SchoolFigure", "imet:figureSchool institution:"),
    "topic": ("TopicFigure", "imet:topic topic:"),
    "country": ("CountryFigure", "imet:country country:"),
    "program": ("ProgramFigure", "imet:program program:"),
}
_Named = dict[str, tuple[str, str]]
"""For a text, what an activity says of the unit or place that it names, and the school."""


def literal(text: str) -> str:
    r"""Return a text as a Turtle literal.

    >>> print(literal('"A" school'))
    "\"A\" school"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


class Emitter:
    """Turns the rows and groups of one report into Turtle."""

    def __init__(self, report: str, names: Names, write: Callable[[str], object]) -> None:
        self.report = report
        self.names = names
        self.write = write
        self.about = f"imet:inReport report:fmtr-{report}"
        self.years = tuple(int(y) for y in report.split("-"))
        self._known: dict[str, _Named] = defaultdict(dict)
        self._courses: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._citations: dict[tuple[str, str], str] = {}
        self._schools: dict[str, str] = {}
        self._sums: dict[tuple[str, ...], Sum] = defaultdict(Sum)
        self._equal: Counter[str] = Counter()

    def begin(self, digest: str) -> None:
        """Describe the report itself."""
        title = f"{_TITLE}, {self.report}, Volume I"
        first, last = self.years
        self.write(
            f"report:fmtr-{self.report} a imet:TrainingReport, imet:Source ;"
            f" rdfs:label {literal(title)} ; imet:sourceKind source-kind:government-report ;"
            f" imet:contentDigest {literal(digest)} ; {self.about} ;"
            f" imet:coversYear fy:{first}, fy:{last} .\n"
        )

    def activity(self, row: Row, group: Group) -> None:  # noqa: PLR0912 - one branch a column
        """Write an activity, and what it names where that is new."""
        c = row.cells
        cite = self.citation(c.source, c.page)
        if not group.citation:
            group.citation = cite
        # Country, programme and year are those of the group; said again of each activity
        # they would be half a million triples more and make sums over groups slow.
        parts = [
            f"activity:{self.report}-{self._called(row)} a imet:TrainingActivity ; {self.about} ;"
            f" imet:observation training:{group.key} ; imet:hasCitation citation:{cite}"
        ]
        add = parts.append
        course, wide = self.course(c.title) if c.title else ("", ())
        if course:
            add(f" ; imet:course course:{course}")
        school = ""
        # Each text is described once; what an activity says of it is kept as Turtle.
        for text, prop, scope in (
            (c.delivery, "deliveryUnit milunit", "us"),
            (c.recipient, "recipientUnit milunit", group.country or "x"),
            (c.place, "place place", ""),
        ):
            if text:
                known = self._known[scope]
                said, linked = known.get(text) or self._named(known, prop, scope, text)
                add(said)
                school = school or linked
        if school:
            add(f" ; imet:school institution:{school}")
        if row.start:
            add(f' ; imet:startDate "{row.start}"^^xsd:date')
        if row.end:
            add(f' ; imet:finishDate "{row.end}"^^xsd:date')
        if row.quantity is not None:
            add(f" ; imet:quantity {row.quantity}")
        if row.cost is not None:
            add(f" ; imet:totalCost {money(row.cost)}")
        if c.id:
            add(f" ; imet:recordId {literal(c.id)}")
        for flag in row.flags:
            add(f" ; imet:recovery recovery:{flag}")
        add(" .\n")
        self.write("".join(parts))
        if group.label.year == self.years[1]:
            return  # planned; the next report says what was done, and sums must not hold both
        year = str(group.label.year or "")
        if course:
            self._sums["course", course, year].add(row.quantity, row.cost)
        if school:
            self._sums["school", school, year].add(row.quantity, row.cost)
        for topic in wide:
            self._sums["topic", topic, year, group.country].add(row.quantity, row.cost)

    def _called(self, row: Row) -> str:
        """Return the name of a row; those that say the same are numbered, in whatever order."""
        name = row.origin.name
        self._equal[name] += 1
        return name if self._equal[name] == 1 else f"{name}-{self._equal[name]}"

    def citation(self, section: str, page: str) -> str:
        """Return the local name of the citation of a page, describing it where new."""
        if known := self._citations.get((section, page)):
            return known
        region = section.rsplit(" - ", 1)[-1] if " - " in section else section
        where = "Volume I, Section IV" + (f", {region}" if region else "")
        locator = where + (f", p. {page.replace(' ', '-')}" if page else ", page not recorded")
        name = f"fmtr-{self.report}-{hashed(section + page)}"
        self._citations[section, page] = name
        title = section.split(", Volume", 1)[0] or f"{_TITLE}, {self.report}"
        self.write(
            f"citation:{name} a imet:Citation ; {self.about} ; imet:locator {literal(locator)} ;"
            f" imet:source report:fmtr-{self.report} ;"
            f" rdfs:label {literal(f'{title}, {locator}')} .\n"
        )
        return name

    def course(self, title: str) -> tuple[str, tuple[str, ...]]:
        """Return the local name of a course and its topics with the broader ones."""
        if known := self._courses.get(title):
            return known
        label = " ".join(title.split()).upper()
        name = f"{slug(label, 24)}-{hashed(label)}"
        own, wide = topics_of(title, self.names.broader)
        text = f"course:{name} a imet:Course ; rdfs:label {literal(label)}"
        if title != label:
            text += f" ; skos:altLabel {literal(title)}"
        for topic in own:
            text += f" ; imet:derivedTopic topic:{topic}"
        self.write(text + " .\n")
        if len(self._courses) > _REMEMBERED:
            self._courses.clear()
        self._courses[title] = (name, wide)
        return name, wide

    def _named(self, known: _Named, said: str, scope: str, text: str) -> tuple[str, str]:
        """Describe a unit or place; return what an activity says of it, and where it was trained.

        ``said`` is the property and the kind, ``known`` where the outcome is remembered.
        """
        if not given(text):
            return "", ""
        kind = said.rpartition(" ")[2]
        school = self._schools.get(text)
        if school is None:
            school = self._schools[text] = self.names.institutions.get(fold(text), "")
        name = f"{scope}-{hashed(kind + scope + text)}" if scope else hashed(text)
        more = f" ; imet:linkedInstitution institution:{school}" if school else ""
        if len(scope) == 3:
            more += f" ; imet:unitCountry country:{scope}"
        of = "MilitaryUnit" if kind == "milunit" else "Place"
        self.write(f"{kind}:{name} a imet:{of} ; rdfs:label {literal(text)}{more} .\n")
        if len(self._schools) > _REMEMBERED:
            self._known.clear()
            self._schools.clear()
        # The school that a recipient is, is not where its people were trained.
        found = known[text] = f" ; imet:{said}:{name}", "" if "recipient" in said else school
        return found

    def zero(self, row: Row) -> None:
        """Write a country for which the report says that it had none."""
        country = country_of(row.cells.country, row.cells.code, self.names)
        cite = self.citation(row.cells.source, row.cells.page)
        label = f"No activities reported for {row.cells.country} in {self.report}"
        where = f" ; imet:country country:{country}" if country else ""
        name = country or distinct(row.cells.country)
        self.write(
            f"coverage:fmtr-{self.report}-{name} a imet:Coverage ;"
            f" {self.about} ; rdfs:label {literal(label)} ; imet:coverageKind"
            f" coverage-kind:reported-none ; imet:note {literal(label + '.')}{where} ;"
            f" imet:hasCitation citation:{cite} .\n"
        )

    def group(self, group: Group) -> None:
        """Write the observation of a group, and the report's totals for it."""
        label = group.label
        time = f"FY{label.year}" if label.year else "fiscal year not known"
        called = f"{group.area}, {label.program}, {time}, in the report of {self.report}"
        kind = "planned" if label.year == self.years[1] else "reported"
        cite = group.citation
        totals = []
        for row in group.controls:
            where = self.citation(row.cells.source, row.cells.page)
            cite = cite or where
            name = f"training:{group.key}-total-{self._called(row)}"
            totals.append(name)
            self.write(
                f"{name} a imet:ControlTotal ; {self.about} ; imet:controlTrainees"
                f" {row.quantity} ; imet:controlCost {money(row.cost or 0)} ;"
                f" imet:hasCitation citation:{where} .\n"
            )
        parts = [
            f"training:{group.key} a imet:TrainingObservation, qb:Observation ; {self.about}",
            "qb:dataSet dataset:fmtr-groups",
            f"rdfs:label {literal(called)}",
            f"imet:country country:{group.country}"
            if group.country
            else f"imet:areaName {literal(group.area)}",
            f"imet:program program:{label.program}",
            f"imet:figureKind figure-kind:activities-{kind} ; imet:unit unit:persons",
            figures(group.sum),
            f"imet:reconciliation reconciliation:{group.status}",
        ]
        if label.year:
            parts.append(f"imet:fiscalYear fy:{label.year}")
        else:  # said, so that a year that the report lacks is not taken for one that we lost
            parts.append(f"imet:undatedLabel {literal(label.name)}")
        if cite:
            parts.append(f"imet:hasCitation citation:{cite}")
        parts += [f"imet:payingDepartment agency:{d}" for d in sorted(group.departments) if d]
        if group.status != WITHOUT:
            parts.append(
                f"imet:controlTrainees {group.control_trainees} ; imet:controlCost"
                f" {money(group.control_cost)} ; imet:traineesDifference"
                f" {group.trainees_difference} ; imet:costDifference"
                f" {money(group.cost_difference)} ; imet:controlTotal {', '.join(totals)}"
            )
        self.write(" ; ".join(parts) + " .\n")
        if kind == "reported" and label.year and group.sum.activities:
            if group.country:
                self._sums["country", group.country, str(label.year)].merge(group.sum)
            self._sums["program", label.program, str(label.year)].merge(group.sum)
        if label.review:
            self.write(
                f"program:{label.program} a imet:Program, imet:ProgramToReview ;"
                f" rdfs:label {literal(label.name)} .\n"
            )

    def end(self) -> None:
        """Write the sums of what was reported, by what they add up."""
        for key, total in self._sums.items():
            kind, what, year, *countries = key
            of, about = _FIGURES[kind]
            where = [country for country in countries if country]
            self.write(
                f"training:{self.report}-{'-'.join([kind, what, year, *where])} a imet:{of} ;"
                f" {self.about} ; {about}{what} ; {figures(total)}"
                + (f" ; imet:fiscalYear fy:{year}" if year else "")
                + "".join(f" ; imet:country country:{country}" for country in where)
                + " .\n"
            )


def figures(total: Sum) -> str:
    """Return what activities add up to as properties in Turtle; what is unknown is left out.

    >>> figures(Sum(activities=2, trainees=5, without_cost=2))
    'imet:activities 2 ; imet:trainees 5 ; imet:activitiesWithoutCost 2'
    """
    said = (
        ("activities", str(total.activities), True),
        ("trainees", str(total.trainees), total.counted),
        ("cost", money(total.cost), total.costed),
        ("activitiesWithoutTrainees", str(total.without_trainees), total.without_trainees),
        ("activitiesWithoutCost", str(total.without_cost), total.without_cost),
        ("traineesWithoutCost", str(total.trainees_without_cost), total.trainees_without_cost),
        ("costWithoutTrainees", money(total.cost_without_trainees), total.cost_without_trainees),
    )
    return " ; ".join(f"imet:{name} {value}" for name, value, known in said if known)
