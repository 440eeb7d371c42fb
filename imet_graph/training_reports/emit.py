"""Writes the triples of a report as Turtle text, fast: strings, no term objects.

Things that several reports share (courses, units, places) have addresses made
from what they are called, so that no state is needed between reports.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from hashlib import blake2b

from imet_graph.rdf import vocab
from imet_graph.training_reports import topics
from imet_graph.training_reports.names import Names, normal, slug
from imet_graph.training_reports.reconcile import WITHOUT, Group, Sum, money
from imet_graph.training_reports.rows import Row, given

PREFIX_LINES = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in vocab.PREFIXES.items())
_REMEMBERED = 300_000
"""Entities described so far that are remembered; beyond, some are described again."""

_Named = dict[str, tuple[str, str]]
"""For a text, what an activity says of the unit or place that it names, and the school it is."""


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
        self.number = 0
        self._delivery: _Named = {}
        self._recipients: dict[str, _Named] = defaultdict(dict)
        self._places: _Named = {}
        self._courses: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._citations: dict[tuple[str, str], str] = {}
        self._schools: dict[str, str] = {}
        self._sums: dict[tuple[str, ...], Sum] = {}
        self._tails: dict[str, str] = {}

    def begin(self, title: str, digest: str) -> None:
        """Describe the report itself."""
        first, last = self.report.split("-")
        self.write(
            f"report:fmtr-{self.report} a imet:TrainingReport, imet:Source ;"
            f" rdfs:label {literal(title)} ; imet:sourceKind source-kind:government-report ;"
            f" imet:contentDigest {literal(digest)} ; {self.about} ;"
            f" imet:coversYear fy:{first}, fy:{last} .\n"
        )

    def activity(self, row: Row, group: Group) -> None:  # noqa: PLR0912 - one branch a column
        """Write an activity, and what it names where that is new."""
        self.number += 1
        c = row.cells
        tail = self._tails.get(group.key) or self._tail(group)
        cite = self.citation(c.source, c.page)
        if not group.citation:
            group.citation = cite
        parts = [f"activity:{self.report}-{self.number} a imet:TrainingActivity ; {tail}{cite}"]
        add = parts.append
        school = ""
        wide: tuple[str, ...] = ()
        course = ""
        if c.title:
            course, wide = self.course(c.title)
            add(f" ; imet:course course:{course}")
        # Each text is described once; what an activity says of it is kept as Turtle.
        if c.delivery:
            said, school = self._delivery.get(c.delivery) or self._named(
                self._delivery, "deliveryUnit milunit", "us", c.delivery
            )
            add(said)
        if c.recipient:
            known = self._recipients[group.country or "x"]
            said, _ = known.get(c.recipient) or self._named(
                known, "recipientUnit milunit", group.country or "x", c.recipient
            )
            add(said)
        if c.place:
            said, other = self._places.get(c.place) or self._named(
                self._places, "place place", "", c.place
            )
            school = school or other
            add(said)
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
            self._sum("course", course, year).add(row.quantity, row.cost)
        if school:
            self._sum("school", school, year).add(row.quantity, row.cost)
        for topic in wide:
            self._sum("topic", topic, year, group.country).add(row.quantity, row.cost)

    def _sum(self, *key: str) -> Sum:
        held = self._sums.get(key)
        if held is None:
            held = self._sums[key] = Sum()
        return held

    def _tail(self, group: Group) -> str:
        # Country, programme and year are those of the group; said again of each activity
        # they would be half a million triples more and make sums over groups slow.
        parts = [self.about]
        parts.append(f"imet:observation training:{group.key} ; imet:hasCitation citation:")
        tail = self._tails[group.key] = " ; ".join(parts)
        return tail

    def citation(self, section: str, page: str) -> str:
        """Return the local name of the citation of a page, describing it where new."""
        known = self._citations.get((section, page))
        if known:
            return known
        region = section.rsplit(" - ", 1)[-1] if " - " in section else section
        where = "Volume I, Section IV" + (f", {region}" if region else "")
        locator = where + (f", p. {page.replace(' ', '-')}" if page else ", page not recorded")
        name = f"fmtr-{self.report}-{_hash(section + page)}"
        self._citations[section, page] = name
        title = (
            section.split(", Volume", 1)[0] or f"Foreign Military Training Report, {self.report}"
        )
        self.write(
            f"citation:{name} a imet:Citation ; {self.about} ; imet:locator {literal(locator)} ;"
            f" imet:source report:fmtr-{self.report} ;"
            f" rdfs:label {literal(f'{title}, {locator}')} .\n"
        )
        return name

    def course(self, title: str) -> tuple[str, tuple[str, ...]]:
        """Return the local name of a course and its topics with the broader ones."""
        known = self._courses.get(title)
        if known:
            return known
        label = " ".join(title.split()).upper()
        name = f"{slug(label, 24)}-{_hash(label)}"
        own, wide = topics.derive(title, self.names.broader)
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
        """Describe a unit or place; return what an activity says of it, and the school it is.

        ``said`` is the property and the kind, ``known`` where the outcome is remembered.
        """
        if not given(text):
            return "", ""
        kind = said.rpartition(" ")[2]
        school = self._schools.get(text)
        if school is None:
            school = self._schools[text] = self.names.institutions.get(normal(text), "")
        name = f"{scope}-{_hash(kind + scope + text)}" if scope else _hash(text)
        more = f" ; imet:linkedInstitution institution:{school}" if school else ""
        if len(scope) == 3:
            more += f" ; imet:unitCountry country:{scope}"
        of = "MilitaryUnit" if kind == "milunit" else "Place"
        self.write(f"{kind}:{name} a imet:{of} ; rdfs:label {literal(text)}{more} .\n")
        if len(self._schools) > _REMEMBERED:
            for held in (self._delivery, self._recipients, self._places, self._schools):
                held.clear()
        found = known[text] = f" ; imet:{said}:{name}", school
        return found

    def zero(self, row: Row, country: str) -> None:
        """Write a country for which the report says that it had none."""
        cite = self.citation(row.cells.source, row.cells.page)
        label = f"No activities reported for {row.cells.country} in {self.report}"
        where = f" ; imet:country country:{country}" if country else ""
        self.write(
            f"coverage:fmtr-{self.report}-{country or slug(row.cells.country)} a imet:Coverage ;"
            f" {self.about} ; rdfs:label {literal(label)} ; imet:coverageKind"
            f" coverage-kind:reported-none ; imet:note {literal(label + '.')}{where} ;"
            f" imet:hasCitation citation:{cite} .\n"
        )

    def group(self, group: Group) -> None:
        """Write the observation of a group, and the report's totals for it."""
        label = group.label
        kind = "planned" if label.year == self.years[1] else "reported"
        cite = group.citation
        totals = []
        for row in group.controls:
            where = self.citation(row.cells.source, row.cells.page)
            cite = cite or where
            name = f"training:{group.key}-total-{row.line}"
            totals.append(name)
            self.write(
                f"{name} a imet:ControlTotal ; {self.about} ; imet:controlTrainees"
                f" {row.quantity} ; imet:controlCost {money(row.cost or 0)} ;"
                f" imet:hasCitation citation:{where} .\n"
            )
        parts = [
            f"training:{group.key} a imet:TrainingObservation, qb:Observation ; {self.about}",
            "qb:dataSet dataset:fmtr-groups",
            f"rdfs:label {literal(self._called(group))}",
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
                self._sum("country", group.country, str(label.year)).merge(group.sum)
            self._sum("program", label.program, str(label.year)).merge(group.sum)
        if label.review:
            self.write(
                f"program:{label.program} a imet:Program, imet:ProgramToReview ;"
                f" rdfs:label {literal(label.name)} .\n"
            )

    def _called(self, group: Group) -> str:
        label = group.label
        time = f"FY{label.year}" if label.year else "fiscal year not known"
        return f"{group.area}, {label.program}, {time}, in the report of {self.report}"

    def end(self) -> Counter[str]:
        """Write the sums of what was reported, by what they add up; return how many of each."""
        classes = {
            "course": "CourseFigure",
            "school": "SchoolFigure",
            "topic": "TopicFigure",
            "country": "CountryFigure",
            "program": "ProgramFigure",
        }
        about = {
            "course": "imet:figureCourse course:",
            "school": "imet:figureSchool institution:",
            "topic": "imet:topic topic:",
            "country": "imet:country country:",
            "program": "imet:program program:",
        }
        count: Counter[str] = Counter()
        for key, total in self._sums.items():
            kind, what, year = key[:3]
            count[kind] += 1
            country = key[3] if len(key) > 3 else ""
            text = (
                f"training:{self.report}-{kind}-{what}-{year}{'-' + country if country else ''}"
                f" a imet:{classes[kind]} ; {self.about} ; {about[kind]}{what} ;"
                f" {figures(total)}"
            )
            if year:
                text += f" ; imet:fiscalYear fy:{year}"
            if country:
                text += f" ; imet:country country:{country}"
            self.write(text + " .\n")
        return count


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


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=6).hexdigest()
