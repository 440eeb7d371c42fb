"""A small world of facts, one or two rows a table, for the tests of the curated importers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, Store

from imet_graph.importers.curated.base import Facts
from imet_graph.importers.curated.run import run
from imet_graph.rdf import vocab

Ask = Callable[[str], list[tuple[str, ...]]]

S = 'http://example.org/law,"Public Law 1, copy"'
T = 'http://example.org/paper,"A paper"'

FACTS: dict[str, str] = {
    "source_kinds.csv": """source_title,source_url,source_kind,publisher,why
A paper,http://example.org/paper,press,The Paper,own page
Foreign Military Training tables as extracted,http://example.org/fmt,government-report,State,x
""",
    "better_sources.csv": f"""file,id,source_url,source_title,source_kind,source_date,locator,\
agrees,note
seed,seed-1976-act,{S},primary-law,1976-06-30,Section 106,yes,
events,coup-1999,{S},primary-law,1999-10-12,Section 9,partly,Gives the day.
country_status,PAK,{S},primary-law,2001,Section 1,yes,
""",
    "statutes.csv": f"""id,short_title,official_title,public_law,statutes_at_large,enacted,\
instrument_type,summary,source_url,source_title,locator,status
foreign-assistance-act-1961,Foreign Assistance Act of 1961,,87-195,,1961-09-04,\
authorization act,Basic.,{S},Title,verified
approp-2000,Appropriations 2000,,106-113,,1999-09-30,appropriations act,Money.,{S},T,verified
approp-2001,Continuing 2001,,106-999,,2000-12-01,appropriations act,Money.,{S},T,verified
pd-2001-28,Determination 2001-28,,,,2001-09-22,presidential directive,Waives.,{S},T,verified
""",
    "provisions.csv": f"""id,statute_id,section,usc,heading,effect_on_imet,applies_to,from,to,\
summary,source_url,source_title,locator,status
faa-541a,foreign-assistance-act-1961,FAA 541(a),22 U.S.C. 2347(a),Authority,authorizes,\
all,,,May.,{S},541,verified
faa-541b,foreign-assistance-act-1961,FAA 541(b),22 U.S.C. 2347(b),Authority,conditions,\
all,,,May.,{S},541,verified
faa-620e,foreign-assistance-act-1961,FAA 620E(e)(1) (Pressler),22 U.S.C. 2375,Nuclear,prohibits,\
PAK,,,No.,{S},620E,verified
coup-2000,approp-2000,FY2000 act 508,,Military coups,prohibits,all,1999-10-01,2000-09-30,\
No.,{S},508,verified
""",
    "appropriation_acts.csv": f"""id,statute_id,fiscal_year,amount_usd,availability,earmarks,\
entertainment_cap,country_limits,source_url,source_title,locator
a2000,approp-2000,2000,50000000,the year,,,,{S},IMET
a2001,approp-2001,2001,,the year,no new figure,,,{S},IMET
""",
    "agencies.csv": f"""id,name,acronym,kind,parent_id,role_in_imet,established,summary,\
source_url,source_title,locator
state,Department of State,State,department,,policy-direction,,Directs.,{S},1
state-pm,Bureau of Political-Military Affairs,PM,bureau,state,policy-direction,1969-09,Links.,{S},2
dod,Department of Defense,DoD,department,,administration,,Trains.,{S},3
""",
    "programs.csv": f"""id,name,acronym,kind,authority,administered_by,policy_by,established,ended,\
predecessor_id,parent_program_id,summary,source_url,source_title,locator,source2_url,source2_title,\
source2_locator,fmtr_labels
imet,International Military Education and Training,IMET,grant training,\
FAA s.541; some custom,dod,state,1976,,map,,Grants.,{S},1,{T},,\
IMET (FY2006); IMET (FY1999-FY2005)
map,Military Assistance Program,MAP,grant assistance,as labelled in the report,\
school,dod,1949,FY1982,,,Old.,{S},2,,,,
""",
    "institutions.csv": f"""id,name,kind,service,city,state,country,operated_by,established,\
former_names,lat,lon,source_url,source_title,locator,source2_url,source2_title,source2_locator
ndu,National Defense University,university,Joint,Washington,DC,USA,dod,1976,,38.9,-77.0,{S},1,,,
school,United States Army War College,war college,Army,Garmisch,Bavaria,DEU,ndu,1901-11-27,\
One; Two,,,{S},2,{T},page 3
""",
    "institution_aliases.csv": f"""id,institution_id,label,rows,first_fiscal_year,last_fiscal_year,\
source_url,source_title,locator
a1,school,"Army War College, PA",9,2012,2020,{S},FY2012
""",
    "topics.csv": f"""id,label,broader_id,expanded_imet,summary,source_url,source_title,locator
subjects,Subjects,,no,Top.,{S},1
rights,Human rights,subjects,yes,Rights.,{S},2
law,Law of war,subjects,,War.,{S},3
""",
    "events.csv": f"""id,label,event_type,date,end_date,countries,programs,agencies,legal_basis,\
triggered_by,ends,summary,source_url,source_title,source_date,locator,imet_named_in_source
coup-1999,Coup,coup,1999-10,,PAK,,,,,,A coup.,{T},1999-10-13,paragraph 1,no
cut-1999,Aid cut,suspension,1999-10,2001,PAK,imet;map,department-of-state;dod,\
section 508; Cuban sanctions,coup-1999,,Cut.,{T},1999-10-14,paragraph 2,training
back-2001,Aid back,reinstatement,2001-09-22,,PAK,imet,state,PD 2001-28,,cut-1999,Back.,{T},\
2001-09-23,paragraph 3,yes
""",
    "country_status.csv": f"""iso3,country,first_imet_year_mentioned,last_imet_year_mentioned,\
imet_fiscal_years_listed,imet_gap_fiscal_years,current_restriction,as_of,source_url,source_title,\
source_date,locator,last_year_source_url,restriction_event_id,restriction_source_url,\
restriction_source_title,restriction_source_date,note
PAK,Pakistan,1999,2003,1999-2000;2003,2001-2002,Aid cut,1999-10,{S},1999,IMET entries,\
http://example.org/fmt,cut-1999,{T},1999-10-14,A note.
""",
    "country_funding.csv": f"""id,iso3,country,fiscal_year,kind,amount_usd,students,source_url,\
source_title,locator,note
f1,XKX,Kosovo,2009,training-reported,1000,3,{S},p. 7,
f2,XKX,Kosovo,2010,training-planned,1000,3,{S},p. 8,
""",
    "conflicts-events.csv": """id,claim,source_a,source_b
coup-day,Day of the coup,12 October (A paper),13 October (Other)
""",
}

OWN: dict[str, str] = {
    "agency_names.csv": "name_in_events,agency\ndepartment-of-state,state\n",
    "extra_agencies.csv": """id,name,kind,parent_id,summary,cited_file,cited_row,role_in_imet
president,President,head of state,,Determines.,provisions.csv,faa-541a,
""",
    "extra_programs.csv": """id,name,acronym,kind,summary,cited_file,cited_row
esf,Economic Support Fund,ESF,grant assistance,Money.,provisions.csv,faa-541a
""",
    "event_corrections.csv": """id,date,summary,imet_named_in_source,programs,claim
coup-1999,1999-10-12,The coup was on 12 October.,,,The coup was in October.
""",
    "legal_basis.csv": """text,only_for,targets,note
the old law,back-2001,provision:faa-620e,
the old law,,statute:foreign-assistance-act-1961,
""",
    "disagreements.csv": """id,about,statement_a,cites_a,corrected_a,statement_b,cites_b,corrected_b
coup-day,event:coup-1999,12 October.,coup-1999,,13 October.,\
doc:Other@@text@press|status:PAK,event:coup-1999
""",
    "article.csv": """id,label,statement,about,cites,claim,claim_cites
1,What it is,It trains.,program:imet,seed-1976-act|programs.csv:imet,It is.,article:lead
""",
    "coverage.csv": """id,label,kind,about,fiscal_years,statement,cites
gap,A gap,missing,program:imet,1976-1977|2004,Not seen.,\
provisions.csv:faa-541a|country_status.csv:PAK|text:Foreign Military Training 9@http://x.org@p. 1
""",
}


def write(folder: Path, tables: dict[str, str]) -> Path:
    """Write tables into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def facts(folder: Path, changes: dict[str, str] | None = None) -> Facts:
    """Return the facts of the small world, with some tables changed."""
    given = changes or {}
    tables = write(folder / "facts", {**FACTS, **{k: v for k, v in given.items() if k in FACTS}})
    own = write(folder / "own", {**OWN, **{k: v for k, v in given.items() if k in OWN}})
    return Facts(tables, None, own)


def asking(folder: Path, *importers: str, changes: dict[str, str] | None = None) -> Ask:
    """Return a function that answers a SELECT over what the importers made of the small world."""
    world = facts(folder, changes)
    data = folder / "data"
    run(world.tables.folder, data, importers, None, world.own.folder)
    store = Store()
    for path in sorted(data.glob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE)

    def answer(query: str) -> list[tuple[str, ...]]:
        rows = store.query(vocab.sparql_prefixes() + query)
        assert isinstance(rows, QuerySolutions)
        return sorted(
            tuple(vocab.compact(term.value) if term is not None else "" for term in row)
            for row in rows
        )

    return answer
