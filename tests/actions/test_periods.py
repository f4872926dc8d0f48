"""The period reader: every phrase of the five papers, what a user would write beside them, and what must be refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.periods.period import Bound, Period, format_period
from actions.periods.reader import LONGEST, read_period
from actions.periods.units import Precision

REPORT = date(2020, 1, 14)  # the officers' report, 004
BUDGET = date(2019, 10, 16)  # the budget item, 002
MINUTES = date(2023, 1, 12)  # the minutes, 001


def days(words, paper_date=REPORT, past=False):
    """The first and last day read in the words, as ISO dates: "2020-01-01..2020-01-31", "..2020-03-31", or None."""
    period = read_period(words, paper_date, past)
    return period and f"{period.first_day or ''}..{period.last_day or ''}"


def rows(table):
    """Rows of a table as parameters with the words (and where they stand) as the readable id."""
    return [pytest.param(*row[1:], id=f"{row[0]} {row[1][:60]}".strip()) for row in table]


# Progress so far; words; past; days. P-numbers are the priorities of the report's tables, then the place in the column.
PAPER_PHRASES = [
    ("P1.01", "Established a permanent senior Principal Social Worker and in-house training team. (May’19 & Dec’19)", True, "2019-05-01..2019-12-31"),
    ("P1.01 escaped", "(May’19 &amp; Dec’19)", True, "2019-05-01..2019-12-31"),
    ("P1.02", "Training needs analysis completed and 2020 training programme developed. (Dec’19)", True, "2019-12-01..2019-12-31"),
    ("P1.03", "Core skills workshops delivered for all staff. (Nov’19 – Jan’20)", True, "2019-11-01..2020-01-31"),
    ("P1.04", "Individual coaching commissioned for frontline team and group managers. (Nov’19)", True, "2019-11-01..2019-11-30"),
    ("P1.05", "Signs of Safety practice leaders’ training delivered. (Nov ’19)", True, "2019-11-01..2019-11-30"),
    ("P1.07", "Managers development programmes (Starts Jan 2020)", False, "2020-01-01.."),
    ("P1.08", "Research in Practice subscription to be renewed in 2020.", False, "2020-01-01..2020-12-31"),
    ("P2.01", "Establishing a set of minimum standards (Bottom Lines). Aug’19", True, "2019-08-01..2019-08-31"),
    ("P2.02", "A comprehensive programme of staff engagement sessions from Nov’19 throughout 2020 to develop a portfolio", True, "2019-11-01..2020-12-31"),
    ("P2.05", "Practice Standards engagement workshops to continue through 2020.", False, "2020-01-01..2020-12-31"),
    ("P2.06", "to write all local policies and procedures on Tri-X online system through 2020.", False, "2020-01-01..2020-12-31"),
    ("P3.01", "target services to best effect and manage caseloads. (Nov'19)", True, "2019-11-01..2019-11-30"),
    ("P3.02", "Strengthened the recruitment / selection methodology to raise standards (Aug'19)", True, "2019-08-01..2019-08-31"),
    ("P3.03", "Permanent recruitment of management positions (Aug - Sept'19).", True, "2019-08-01..2019-09-30"),
    ("P3.05", "from Team Managers to Business Support. Starting Jan'20", False, "2020-01-01.."),
    ("P3.06", "Workforce Development Strategy to be completed by March 2020. This will cover all aspects of staffing", False, "..2020-03-31"),
    ("P12.01 first", "(Through 2019)", True, "2019-01-01..2019-12-31"),
    ("P12.01", "responsibilities reviewed (Through 2019) new enhanced arrangements are being introduced starting in Jan'20.", True, "2019-01-01..2019-12-31"),
    ("P12.01 start", "new enhanced arrangements are being introduced starting in Jan'20.", False, "2020-01-01.."),
    ("", "Delivered by Dec'19, next phase starting in Jan'20", True, "..2019-12-31"),
    ("P4.01", "Action was taken through Aug'19 to resolve the 'waiting list'", True, "2019-08-01..2019-08-31"),
    ("P4.03", "An interim Assistant Director has been appointed (started Nov'19) to lead.", True, "2019-11-01.."),
    ("P4.04", "sessions are planned for the last week of Jan and first week of February. This will provide", False, "2020-01-25..2020-02-07"),
    ("P6.01", "Safe Space Team established (Aug'19) to work closely with the recently established Concern Hub", True, "2019-08-01..2019-08-31"),
    ("P7.01", "to introduce a Family Group Conference (FGC) service in 2020.", True, "2020-01-01..2020-12-31"),
    ("P8 issue", "Services to children in care had deteriorated since the previous inspection in 2015", True, "2015-01-01..2015-12-31"),
    ("P8 issue", "The Corporate Parenting Strategy expired in 2018", True, "2018-01-01..2018-12-31"),
    ("P8.01", "Corporate Parenting Board refresh (Q3’19)", True, "2019-10-01..2019-12-31"),
    ("P8.04", "Permanence tracking exercise for looked after children completed. (Aug/Sep’19)", True, "2019-08-01..2019-09-30"),
    ("P8.05", "new approach to review meetings for looked after children (Jul’19)", True, "2019-07-01..2019-07-31"),
    ("P8.06", "Care Leavers team established (Mar’19) and expanded in Dec’19.", True, "2019-03-01..2019-12-31"),
    ("P8.08", "The Corporate Parenting Strategy scheduled for refresh through Q4, which will provide direction", False, "2020-01-01..2020-03-31"),
    ("P9.01", "The Fostering Strategy (Date) is making gradual progress. Campaign in Jun’19.", True, "2019-06-01..2019-06-30"),
    ("P9.05", "See all details in the Sufficiency Strategy, updated in Jan’20", False, "2020-01-01..2020-01-31"),
    ("P10.01", "System outage issues experienced by Ofsted diagnosed & fix installed (Oct'19)", True, "2019-10-01..2019-10-31"),
    ("P10.06", "EHM/LCS re-design phase two, commenced Nov'19", False, "2019-11-01.."),
    ("P10.07", "ControCC re-design, commence Jan'20", False, "2020-01-01.."),
    ("P11.01", "Data strategy put in place through 2019 to increase the breadth", True, "2019-01-01..2019-12-31"),
    ("P11.02", "Quality Assurance Framework revised in Jan'19 and continues to embed. An audit moderation process was introduced in Jun'19 to ensure", True, "2019-01-01..2019-06-30"),
    ("P11.04", "Listening & learning week scheduled for Jan'20. Self assessment to be updated following this.", False, "2020-01-01..2020-01-31"),
    ("P11.05", "Participation strategy to be launched in Q4 19/20. Strengthening the use of", False, "2020-01-01..2020-03-31"),
    ("heading", "What else we have planned through 2020", False, "2020-01-01..2020-12-31"),
    ("1.1", "In July 2019, Lewisham Children's Services was subject to an unannounced three week inspection", True, "2019-07-01..2019-07-31"),
    ("1.2", "the council's own self-assessments in January and June 2019.", True, "2019-01-01..2019-06-30"),
    ("1.2 end", "The Ofsted report was published in August 2019 and can be found online", True, "2019-08-01..2019-08-31"),
    ("1.3", "Lewisham was last subject to a full Ofsted inspection in November 2015.", True, "2015-11-01..2015-11-30"),
    ("1.3 again", "the improvement plan sets out further change through 2020-21.", False, "2020-04-01..2021-03-31"),
    ("1.4", "a series of internal reviews conducted in spring 2018 identified the pace of change", True, "2018-03-01..2018-05-31"),
    ("1.4 end", "through the summer of 2018 CSC reshaped its improvement programme.", True, "2018-06-01..2018-08-31"),
    ("3.4", "From 2018 all Local Authority Children's Services in England and Wales are subject to", False, "2018-01-01.."),
    ("4.1", "in November 2015 (Report published January 2016)", True, "2015-11-01..2016-01-31"),
    ("4.2", "In September 2018, Ofsted undertook a three day focused visit", True, "2018-09-01..2018-09-30"),
    ("4.4", "was conducted over three weeks in July 2019.", True, "2019-07-01..2019-07-31"),
    ("4.5", "self-assessment in January 2019, updated in June 2019.", True, "2019-01-01..2019-06-30"),
    ("5.5", "Ofsted recognises the impact since 2018 of the Cabinet Member", True, "2018-01-01.."),
    ("6.4", "Top 12 priority areas for improvement through 2020/2021:", False, "2020-04-01..2021-03-31"),
    ("6.5", "They set out plans for action through 2020/21, in order to provide", False, "2020-04-01..2021-03-31"),
    ("6.5 first", "the action already taken through 2019.", True, "2019-01-01..2019-12-31"),
    ("6.6", "In the last week of January, CSC will undertake its bi-annual Listening & Learning week.", False, "2020-01-25..2020-01-31"),
    ("6.7", "In March, the CYP Select Committee will receive a separate report on the 2019 self assessment", False, "2020-03-01..2020-03-31"),
    ("7.1", "The Children's Social Care budget has been increased in 2020/21 by £800,000", False, "2020-04-01..2021-03-31"),
    ("7.2", "The 2021/22 financial position will need to be reviewed again in Quarter 2 of 2020/21, following the", False, "2020-07-01..2020-09-30"),
    ("10.1", "The Council's Comprehensive Equality Scheme for 2016-20 provides", False, "2016-01-01..2020-12-31"),
    ("head", "**Date:** 14 January 2020", False, "2020-01-14..2020-01-14"),
]  # fmt: skip

MINUTES_PHRASES = [
    ("002 head", "Meeting: 16/10/2019 - Children and Young People Select Committee (Item 4)", BUDGET, True, "2019-10-16..2019-10-16"),
    ("002 note 9", "the intention was to put this in place by March 2020.", BUDGET, False, "..2020-03-31"),
    ("001 5.1", "This update report last came to the Committee in September 2021. Since then, officers", MINUTES, True, "2021-09-01..2021-09-30"),
    ("001 5.6", "in July 2021, Mark Riddell’s visit (DfE advisor on care leavers) in July 2022", MINUTES, True, "2021-07-01..2022-07-31"),
    ("001 5.9", "would show some results in 2023-24.", MINUTES, False, "2023-04-01..2024-03-31"),
    ("001 5.13", "On the 11th of January 2023, a report went to the Mayor & Cabinet", MINUTES, True, "2023-01-11..2023-01-11"),
    ("001 5.17", "The Joint Targeted Area Inspection in November 2022 was an intensive 3-week inspection", MINUTES, True, "2022-11-01..2022-11-30"),
    ("001 5.17", "notified about the inspection on Monday 7th of November 2022 and", MINUTES, True, "2022-11-07..2022-11-07"),
    ("001 5.17", "the inspection began on Tuesday 8th of November 2022.", MINUTES, True, "2022-11-08.."),
]  # fmt: skip

# Refused knowingly: words of the papers that hold figures, titles or dates of something else, and give no day.
PAPER_REFUSALS = [
    "The Fostering Strategy (Date) is making gradual progress",
    "Lewisham's Corporate Strategy 2018-2022:",
    "After the 2015 inspection, a range of changes were made",
    "In the 2019 inspection, there had been no change",
    "Approx.70% of the EHM/LCS forms and pathways re-designed",
    "with 40% increase in the number of children on child protection plans in the last 18 months.",
    "had increased from three to eight in the last 6 months.",
    "Some 71% of children was aged between 10-18",
    "pathways for 16/17 year olds at risk of homelessness",
    "Services for 16 to 17 year olds at risk of homelessness are effective.",
    "Creation of additional 20 Advanced Practitioner (AP) posts.",
    "only spend 25-30% of their time directly with families",
    "a looked after children rate of 69 per 10,000 of the child population",
    "A further £600,000 has been committed",
    "Development of Sharepoint site, in development.",
    "was in the bottom quartile in London on social worker pay",
    "solutions that may not typically be best addressed through traditional social care practice.",
    "who have been in care for some time, and may not need to be in care anymore.",
    "in some cases it may be safe for the child to return to their family.",
    "Top twelve priority areas for phase two of the improvement plan",
    "The department was 1 year into a 3 year plan.",
    "about 26 weeks in the court were now taking 46 weeks",
    "c. £6,000 per annum",
    "0208 314 8140",
    "to look to embed year one changes; the second and third years",
]

USERS_WORDS = [
    # months
    ("", "Sept 2020", "2020-09-01..2020-09-30"),
    ("", "SEPTEMBER 2020", "2020-09-01..2020-09-30"),
    ("", "Jan. 2020", "2020-01-01..2020-01-31"),
    ("", "Jan. '20", "2020-01-01..2020-01-31"),
    ("", "Jan-20", "2020-01-01..2020-01-31"),
    ("", "Nov19", "2019-11-01..2019-11-30"),
    ("", "Nov‘19", "2019-11-01..2019-11-30"),
    ("", "Nov`19", "2019-11-01..2019-11-30"),
    ("", "Nov´19", "2019-11-01..2019-11-30"),
    ("", "March of 2020", "2020-03-01..2020-03-31"),
    ("", "03/2020", "2020-03-01..2020-03-31"),
    ("", "2020-03", "2020-03-01..2020-03-31"),
    ("", "February 2020", "2020-02-01..2020-02-29"),
    ("", "January", "2020-01-01..2020-01-31"),
    ("", "in December", "2020-12-01..2020-12-31"),
    ("", "by March", "..2020-03-31"),
    # ranges
    ("", "October to December 2019", "2019-10-01..2019-12-31"),
    ("", "Nov - Jan'20", "2019-11-01..2020-01-31"),
    ("", "Nov – Jan", "2019-11-01..2020-01-31"),
    ("", "Nov'19 – Jan", "2019-11-01..2020-01-31"),
    ("", "from January 2020 to March 2020", "2020-01-01..2020-03-31"),
    ("", "from Jan until the end of March 2020", "2020-01-01..2020-03-31"),
    ("", "between May and July 2020", "2020-05-01..2020-07-31"),
    ("", "between 5 and 9 March 2020", "2020-03-05..2020-03-09"),
    ("", "May through July 2020", "2020-05-01..2020-07-31"),
    ("", "1 to 7 March 2020", "2020-03-01..2020-03-07"),
    ("", "1-7 March 2020", "2020-03-01..2020-03-07"),
    ("", "1st – 7th March", "2020-03-01..2020-03-07"),
    ("", "5, 6 and 7 March 2020", "2020-03-05..2020-03-07"),
    ("", "28 February to 3 March 2020", "2020-02-28..2020-03-03"),
    ("", "1/4/2020-31/3/2021", "2020-04-01..2021-03-31"),
    ("", "from Monday 13 January to Friday 17 January 2020", "2020-01-13..2020-01-17"),
    ("", "March or April 2020", "2020-03-01..2020-04-30"),
    ("", "starting Jan/Feb 2020", "2020-01-01.."),
    ("", "Starts Jan 2020, to be completed by March 2020", "2020-01-01..2020-03-31"),
    ("", "Q4 (January to March 2020)", "2020-01-01..2020-03-31"),
    ("", "by 31 March 2020 (Q4)", "..2020-03-31"),
    ("", "from January 2020, through to March 2021", "2020-01-01..2021-03-31"),
    ("", "Sept./Oct. 2019", "2019-09-01..2019-10-31"),
    ("", "late Jan / early Feb 2020", "2020-01-21..2020-02-10"),
    # years
    ("", "2020", "2020-01-01..2020-12-31"),
    ("", "in 2020", "2020-01-01..2020-12-31"),
    ("", "calendar year 2020", "2020-01-01..2020-12-31"),
    ("", "2020/21", "2020-04-01..2021-03-31"),
    ("", "2020 - 21", "2020-04-01..2021-03-31"),
    ("", "FY 20-21", "2020-04-01..2021-03-31"),
    ("", "FY20/21", "2020-04-01..2021-03-31"),
    ("", "through 2020-2021", "2020-04-01..2021-03-31"),
    ("", "in 19/20", "2019-04-01..2020-03-31"),
    ("", "financial year 2020/21", "2020-04-01..2021-03-31"),
    ("", "by the end of the financial year", "..2020-03-31"),
    ("", "by the end of 2020/21", "..2021-03-31"),
    ("", "by year-end 2020/21", "..2021-03-31"),
    ("", "academic year 2020/21", "2020-09-01..2021-08-31"),
    ("", "2019/20 to 2020/21", "2019-04-01..2021-03-31"),
    ("", "2011-12", "2011-04-01..2012-03-31"),
    ("", "the 2020/21 financial year", "2020-04-01..2021-03-31"),
    ("", "the 2020-21 academic year", "2020-09-01..2021-08-31"),
    ("", "during 2019 and 2020", "2019-01-01..2020-12-31"),
    # quarters and halves
    ("", "Q4 (2019/20)", "2020-01-01..2020-03-31"),
    ("", "Q2/Q3 2020/21", "2020-07-01..2020-12-31"),
    ("", "Q3'19", "2019-10-01..2019-12-31"),
    ("", "Q4", "2020-01-01..2020-03-31"),
    ("", "Q1", "2020-04-01..2020-06-30"),
    ("", "Q4'19", "2020-01-01..2020-03-31"),
    ("", "by Q2 2020/21", "..2020-09-30"),
    ("", "2019/20 Q4", "2020-01-01..2020-03-31"),
    ("", "Q1–Q3 2020/21", "2020-04-01..2020-12-31"),
    ("", "Quarter two of 2020/21", "2020-07-01..2020-09-30"),
    ("", "first quarter of 2020/21", "2020-04-01..2020-06-30"),
    ("", "calendar Q1 2020", "2020-01-01..2020-03-31"),
    ("", "last quarter of 2019", "2019-10-01..2019-12-31"),
    ("", "H1 2020/21", "2020-04-01..2020-09-30"),
    ("", "first half of 2020", "2020-01-01..2020-06-30"),
    ("", "second half of 2020/21", "2020-10-01..2021-03-31"),
    ("", "first half of March 2020", "2020-03-01..2020-03-15"),
    # parts
    ("", "early March 2020", "2020-03-01..2020-03-10"),
    ("", "mid-March 2020", "2020-03-11..2020-03-20"),
    ("", "late February 2020", "2020-02-21..2020-02-29"),
    ("", "early to mid March 2020", "2020-03-01..2020-03-20"),
    ("", "early 2020", "2020-01-01..2020-04-30"),
    ("", "mid 2020", "2020-05-01..2020-08-31"),
    ("", "late 2019", "2019-09-01..2019-12-31"),
    ("", "end of March 2020", "2020-03-25..2020-03-31"),
    ("", "by the end of March 2020", "..2020-03-31"),
    ("", "before the end of March 2020", "..2020-03-31"),
    ("", "by end March", "..2020-03-31"),
    ("", "end of 2020", "2020-12-01..2020-12-31"),
    ("", "start of March 2020", "2020-03-01..2020-03-07"),
    ("", "starts March 2020", "2020-03-01.."),
    ("", "beginning of 2020/21", "2020-04-01..2020-04-30"),
    # seasons and terms
    ("", "autumn 2020", "2020-09-01..2020-11-30"),
    ("", "winter 2019", "2019-12-01..2020-02-29"),
    ("", "winter 2019/20", "2019-12-01..2020-02-29"),
    ("", "by summer", "..2020-08-31"),
    ("", "spring/summer 2020", "2020-03-01..2020-08-31"),
    ("", "autumn term 2020", "2020-09-01..2020-12-31"),
    ("", "the autumn 2020 term", "2020-09-01..2020-12-31"),
    ("", "spring term 2021", "2021-01-01..2021-04-15"),
    ("", "spring term 2020/21", "2021-01-01..2021-04-15"),
    ("", "by the end of the summer term 2020", "..2020-07-31"),
    # weeks
    ("", "w/c 13 January 2020", "2020-01-13..2020-01-19"),
    ("", "w/c Monday 13th January", "2020-01-13..2020-01-19"),
    ("", "w/c 13/01/2020", "2020-01-13..2020-01-19"),
    ("", "week commencing 20 January", "2020-01-20..2020-01-26"),
    ("", "week ending 17 January 2020", "2020-01-11..2020-01-17"),
    ("", "starting w/c 20 January 2020", "2020-01-20.."),
    ("", "the week of 15 January 2020", "2020-01-13..2020-01-19"),
    ("", "second week of March", "2020-03-08..2020-03-14"),
    ("", "week 2 of January", "2020-01-08..2020-01-14"),
    ("", "w/c 20 Jan – w/c 27 Jan", "2020-01-20..2020-02-02"),
    # told from the paper's date
    ("", "within three months", "2020-01-14..2020-04-14"),
    ("", "within 6 weeks", "2020-01-14..2020-02-25"),
    ("", "in the next two months", "2020-01-14..2020-03-14"),
    ("", "within a year", "2020-01-14..2021-01-14"),
    ("", "next month", "2020-02-01..2020-02-29"),
    ("", "this month", "2020-01-01..2020-01-31"),
    ("", "this year", "2020-01-01..2020-12-31"),
    ("", "by the end of this financial year", "..2020-03-31"),
    ("", "next week", "2020-01-20..2020-01-26"),
    ("", "by next March", "..2020-03-31"),
    ("", "next January", "2021-01-01..2021-01-31"),
    ("", "last March", "2019-03-01..2019-03-31"),
    ("", "this spring", "2020-03-01..2020-05-31"),
    ("", "since September", "2019-09-01.."),
    ("", "started in October", "2019-10-01.."),
    # bounds
    ("", "by or before 31 March 2020", "..2020-03-31"),
    ("", "by mid-March at the latest", "..2020-03-20"),
    ("", "Phase 2 June 2020", "2020-06-01..2020-06-30"),
    ("", "Phase 1 by March 2020 and phase 2 by June 2020", "..2020-06-30"),
    ("", "until 31 March 2020", "..2020-03-31"),
    ("", "up to and including 31 March 2020", "..2020-03-31"),
    ("", "no later than 31 March 2020", "..2020-03-31"),
    ("", "up to March 2020", "..2020-03-31"),
    ("", "31 March 2020 at the latest", "..2020-03-31"),
    ("", "before March 2020", "..2020-02-29"),
    ("", "prior to 1 April 2020", "..2020-03-31"),
    ("", "after March 2020", "2020-04-01.."),
    ("", "from January 2020", "2020-01-01.."),
    ("", "since 2018", "2018-01-01.."),
    ("", "January 2020 onwards", "2020-01-01.."),
    ("", "not before March 2020", "2020-03-01.."),
    ("", "commencing on Monday 13 January 2020", "2020-01-13.."),
    ("", "start date: 1 March 2020", "2020-03-01.."),
    ("", "ongoing until March 2020", "..2020-03-31"),
    ("", "between now and March 2020", "..2020-03-31"),
    ("", "during 2020", "2020-01-01..2020-12-31"),
    ("", "due 31 March 2020", "2020-03-31..2020-03-31"),
    ("", "Scoped in November 2019, strategy to be completed by March 2020", "..2020-03-31"),
]

WHOLE_DATES = """14 January 2020|14th January 2020|14th of January 2020|the 14th of January, 2020|14 Jan 2020|14 Jan '20
14 Jan 20|14-Jan-2020|14-Jan-20|14/Jan/2020|14.Jan.2020|14Jan2020|January 14, 2020|January 14 2020|January 14th 2020|Jan. 14, 2020
14/01/2020|14/1/20|14.1.20|14.01.2020|14-01-2020|14–01–2020|14 / 01 / 2020|2020-01-14|2020/01/14|Tuesday 14 January|Tues 14th Jan
Tuesday, 14 January 2020|TUESDAY 14 JANUARY 2020|on 14 January|14 January 2020 at 10:30|2020-01-14T10:30:00|2020-01-14 00:00:00
 14 January 2020 |January 14th|14\u00a0January\u00a02020|14 Janu\xadary 2020""".replace("\n", "|").split("|")

REVISIONS = [
    ("was March 2020, now June 2020", "2020-06-01..2020-06-30"),
    ("March 2020 (revised to June 2020)", "2020-06-01..2020-06-30"),
    ("March 2020, revised June 2020", "2020-06-01..2020-06-30"),
    ("31 March 2020. Revised date: 30 June 2020", "2020-06-30..2020-06-30"),
    ("moved from March 2020 to June 2020", "2020-06-01..2020-06-30"),
    ("moved from March to June 2020", "2020-06-01..2020-06-30"),
    ("moved to June 2020 from March 2020", "2020-06-01..2020-06-30"),
    ("March 2020, extended to June 2020", "2020-06-01..2020-06-30"),
    ("by 31 March 2020, extended from 31 December 2019", "..2020-03-31"),
    ("March 2020, slipped to June 2020", "2020-06-01..2020-06-30"),
    ("March 2020 - delayed until June 2020", "..2020-06-30"),
    ("March 2020, pushed back to June", "2020-06-01..2020-06-30"),
    ("originally due 31 March 2020, now 30 June 2020", "2020-06-30..2020-06-30"),
    ("originally by March 2020, now to be completed by June 2020", "..2020-06-30"),
    ("was due in March 2020 and is now expected in June 2020", "2020-06-01..2020-06-30"),
    ("June 2020 (previously March 2020)", "2020-06-01..2020-06-30"),
    ("June 2020 (was March 2020)", "2020-06-01..2020-06-30"),
    ("June 2020 instead of March 2020", "2020-06-01..2020-06-30"),
    ("March 2020 (original), June 2020 (revised)", "2020-06-01..2020-06-30"),
    ("brought forward from June to March 2020", "2020-03-01..2020-03-31"),
    ("31 March 2020 brought forward to 15 January", "2020-01-15..2020-01-15"),
    ("31 March 2020 → 30 June 2020", "2020-06-30..2020-06-30"),
    ("31 March 2020 -> 30 June 2020", "2020-06-30..2020-06-30"),
    ("31 March 2020 => 30 June 2020", "2020-06-30..2020-06-30"),
    ("orig. March 2020, rev. June 2020", "2020-06-01..2020-06-30"),
    ("June 2020, not March 2020", "2020-06-01..2020-06-30"),
    ("The deadline slipped from the end of March to the end of June 2020", "2020-06-24..2020-06-30"),
    ("delayed from Q1 to Q2 2020/21", "2020-07-01..2020-09-30"),
    ("was January 2020, then March 2020, now June 2020", "2020-06-01..2020-06-30"),
    ("was March 2020, now TBC", None),
    ("originally March 2020", None),
    ("moved from March 2020, new date TBC", None),
]  # fmt: skip

REFUSALS = """ongoing|TBC|tbc|asap|ASAP|n/a|(Date)|immediate|when resources allow|in due course|Easter 2020|by Christmas
|   |\t\n|\x00\x01|-|'|()|nonsense|?|13/25/2020|31/02/2020|31 February|31 February 2020|29 February 2019|30 Feb|32 March 2020|0 March 2020
01/14/2020|2020-13-01|2020-14-01|1/2|16/10|14/01/1850|14 January 1850|March 1850|14/01/70|1/2/3|192.168.1.1|12 13 14
Nov 19|March 20|March 5|March 5-7, 2020|by March 20 staff|FY21|financial year 2021|March 2020/21|Q1/2 2020/21|Q5|Q0|the last quarter
the second half|within ten working days|within three months of the inspection|within ten working days of 14 January 2020|six weeks before 31 March 2020|the last two weeks of March
six months from January 2020|within the last three months|the next few months|over the last year|2020 March|March 2020 to January 2020
we may need to review this|services may be reviewed|they may also march on|May need review|we march to a different tune|staff of 16 may leave
70% of|£800,000|£2020|20 posts|25-30% of their time|5.1|24/7|ages 10-18|16/17 year olds|3 of 12|S17|P3.06|Room 101|10:30|1.5 posts
Version 1.2.10|section 5.6.12|2020 training programme|the 2019 inspection|winter pressures|1-7/3/2020|March 2020 and also, somewhere, June 2020
by autumn half term|by May half-term|first fortnight of March|the 2020 financial year|ask Jan Smith|April Jones to lead|Vision 2020
Term 2 2020/21|Apr 20 - Mar 21|half year|year end|by the end of the year|Equality Act 2010|Regulation 44|Phase 1 March 2020, Phase 2 June 2020
between|by|from|q|w/c|w/c tbc|end of|early|within|next|the financial position|2150|1066|in 1850""".replace("\n", "|").split("|")  # fmt: skip

MONTHS_NOT_VERBS = [
    ("May 2020", "2020-05-01..2020-05-31"),
    ("in May", "2020-05-01..2020-05-31"),
    ("by May", "..2020-05-31"),
    ("by may 2020", "..2020-05-31"),
    ("may 2020", "2020-05-01..2020-05-31"),
    ("May", "2020-05-01..2020-05-31"),
    ("14 May", "2020-05-14..2020-05-14"),
    ("14th may 2020", "2020-05-14..2020-05-14"),
    ("April and May 2020", "2020-04-01..2020-05-31"),
    ("May/June 2020", "2020-05-01..2020-06-30"),
    ("May to July 2020", "2020-05-01..2020-07-31"),
    ("(May’19)", "2019-05-01..2019-05-31"),
    ("we may finish in March 2020", "2020-03-01..2020-03-31"),
    ("June 2020 may slip", "2020-06-01..2020-06-30"),
    ("by March the team will march", "..2020-03-31"),
]


@pytest.mark.parametrize(("words", "past", "expected"), rows(PAPER_PHRASES))
def test_each_phrase_of_the_report_is_read(words, past, expected):
    assert days(words, REPORT, past) == expected


@pytest.mark.parametrize(("words", "paper_date", "past", "expected"), rows(MINUTES_PHRASES))
def test_each_phrase_of_the_minutes_is_read(words, paper_date, past, expected):
    assert days(words, paper_date, past) == expected


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("words", PAPER_REFUSALS)
def test_figures_and_titles_in_the_papers_are_no_dates(words, past):
    assert days(words, REPORT, past) is None


@pytest.mark.parametrize(("words", "expected"), rows(USERS_WORDS))
def test_what_a_user_would_write_is_read(words, expected):
    assert days(words) == expected


@pytest.mark.parametrize("words", WHOLE_DATES)
def test_a_whole_date_is_read_in_every_usual_shape(words):
    assert days(words) == "2020-01-14..2020-01-14"


@pytest.mark.parametrize(("words", "expected"), REVISIONS)
def test_of_two_dates_the_later_decision_is_read(words, expected):
    assert days(words) == expected


@pytest.mark.parametrize("words", REFUSALS)
def test_what_cannot_be_decided_is_refused(words):
    assert days(words) is None


@pytest.mark.parametrize(("words", "expected"), MONTHS_NOT_VERBS)
def test_may_and_march_are_months_only_where_they_are_no_verbs(words, expected):
    assert days(words) == expected


@pytest.mark.parametrize(
    ("words", "past", "expected"),
    [
        ("January", False, "2020-01-01..2020-01-31"),
        ("January", True, "2020-01-01..2020-01-31"),
        ("December", False, "2020-12-01..2020-12-31"),
        ("December", True, "2019-12-01..2019-12-31"),
        ("13 January", False, "2021-01-13..2021-01-13"),
        ("14 January", False, "2020-01-14..2020-01-14"),
        ("14 January", True, "2020-01-14..2020-01-14"),
        ("15 January", True, "2019-01-15..2019-01-15"),
        ("Q3", False, "2020-10-01..2020-12-31"),
        ("Q3", True, "2019-10-01..2019-12-31"),
        ("29 February", True, "2016-02-29..2016-02-29"),
        ("29 February", False, "2020-02-29..2020-02-29"),
        ("Nov - Jan", True, "2019-11-01..2020-01-31"),
        ("last week of Jan and first week of February", True, "2019-01-25..2019-02-07"),
    ],
)
def test_a_missing_year_is_the_first_to_end_or_in_a_done_column_the_last_to_begin(words, past, expected):
    assert days(words, REPORT, past) == expected


def test_a_start_tells_by_when_it_should_have_happened():
    period = read_period("(Starts Jan 2020)", REPORT)
    assert period == Period(
        first_day=date(2020, 1, 1),
        last_day=None,
        precision=Precision.MONTH,
        words="(Starts Jan 2020)",
        bound=Bound.FROM,
        span_first=date(2020, 1, 1),
        span_last=date(2020, 1, 31),
    )


def test_by_a_month_keeps_the_days_of_the_month():
    period = read_period("by March 2020", REPORT)
    assert (period.span_first, period.span_last, period.bound) == (date(2020, 3, 1), date(2020, 3, 31), "by")


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("14 January 2020", "day"), ("w/c 13 January 2020", "week"), ("last week of March", "week"), ("mid March", "part"),
        ("March 2020", "month"), ("Q3'19", "quarter"), ("H1 2020/21", "half"), ("spring 2018", "season"),
        ("autumn term 2020", "term"), ("2020/21", "year"), ("Aug/Sep'19", "range"), ("1-7 March 2020", "range"),
    ],
)  # fmt: skip
def test_the_precision_is_that_of_the_words(words, precision):
    assert read_period(words, REPORT).precision == precision


def test_every_precision_fits_the_column_that_holds_it():
    assert max(len(value) for value in [*Precision, *Bound]) <= 12


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("14/01/2020", "14 January 2020"),
        ("Jan'20", "January 2020"),
        ("1-7/March 2020", "1 to 7 March 2020"),
        ("by March 2020", "by 31 March 2020"),
        ("Starts Jan 2020", "from January 2020"),
        ("commenced 14.1.20", "from 14 January 2020"),
        ("since autumn 2019", "from 1 September 2019"),
        ("Q3'19", "October to December 2019"),
        ("2020/21", "April 2020 to March 2021"),
        ("through 2020", "2020"),
        ("last week of Jan and first week of February", "25 January to 7 February 2020"),
        ("20 December 2019 to 3 January 2020", "20 December 2019 to 3 January 2020"),
    ],
)
def test_a_period_is_written_in_plain_english(words, expected):
    assert format_period(read_period(words, REPORT)) == expected


# Properties

PAPER_DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
VOCABULARY = """
by from to until and - / ( ) , . the of in w c q 1 2 3 4 14 31 2020 2019/20 19/20 '19 jan may May March february
early end start week quarter half first last spring term winter within three months next financial year FY was now
moved revised → through between since 14/01/2020 31.2.20 29 Q4 onwards before after working days % £ weeks
"""
WORD = st.sampled_from(VOCABULARY.split())
PHRASES = st.lists(st.tuples(WORD, st.sampled_from(["", " ", " "])), max_size=14).map(
    lambda parts: "".join(word + space for word, space in parts)
)


def a_period(first, last, bound, precision):
    return Period(
        first if bound != Bound.BY else None, last if bound != Bound.FROM else None, precision, "", bound, first, last
    )


PERIODS = st.builds(
    lambda one, other, bound, precision: a_period(min(one, other), max(one, other), bound, precision),
    DAYS,
    DAYS,
    st.sampled_from(Bound),
    st.sampled_from(Precision),
)


def reads_back(period, paper_date):
    again = read_period(format_period(period), paper_date)
    return again is not None and (again.first_day, again.last_day, again.bound) == (
        period.first_day,
        period.last_day,
        period.bound,
    )


@given(PERIODS, PAPER_DATES, st.booleans())
def test_a_formatted_period_reads_back_to_itself_in_a_paper_of_any_date(period, paper_date, past):
    assert reads_back(period, paper_date)
    assert days(format_period(period), paper_date, past) == days(format_period(period), REPORT)


@given(DAYS, st.integers(0, 40), st.sampled_from(Bound), PAPER_DATES)
def test_a_short_period_reads_back_to_itself(first, length, bound, paper_date):
    last = min(first + timedelta(days=length), date(2100, 12, 31))
    assert reads_back(a_period(first, last, bound, Precision.RANGE), paper_date)


@given(st.integers(1990, 2099), st.integers(1, 12), st.integers(1, 13), st.sampled_from(Bound), PAPER_DATES)
def test_whole_months_read_back_to_themselves(year, month, count, bound, paper_date):
    after = month + count
    last = date(year + (after - 1) // 12, (after - 1) % 12 + 1, 1) - timedelta(days=1)
    assert reads_back(a_period(date(year, month, 1), last, bound, Precision.MONTH), paper_date)


@given(PHRASES | st.text(), st.dates(), st.booleans())
def test_any_text_is_refused_or_read_in_order_and_reads_back(words, paper_date, past):
    period = read_period(words, paper_date, past)
    if period is None:
        return
    assert period.words == words
    assert period.span_first <= period.span_last
    assert period.first_day is not None or period.last_day is not None
    if period.first_day and period.last_day:
        assert period.first_day <= period.last_day
    assert reads_back(period, REPORT)


@pytest.mark.parametrize("shape", ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %y", "%A %d %B %Y", "%B %d, %Y"])  # fmt: skip
def test_day_and_month_are_never_swapped(shape):
    day = date(2019, 1, 1)
    while day.year < 2021:
        assert days(f"{day:{shape}}") == f"{day}..{day}"
        day += timedelta(days=1)


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1990, 2100))
def test_a_numeric_date_is_in_uk_order_or_refused(day, month, year):
    try:
        expected = f"{date(year, month, day)}..{date(year, month, day)}"
    except ValueError:
        expected = None
    assert days(f"{day:02}/{month:02}/{year}") == expected


def test_a_chapter_is_no_date():
    assert days("by March 2020 " * 8_000) is None
    assert days("x" * 100_000) is None
    assert days(" " * 1_996 + "2020") == "2020-01-01..2020-12-31"
    assert days(" " * 1_997 + "2020") is None


@pytest.mark.parametrize(
    "piece",
    ["(", "march ", "1/", "1, ", "1 and ", "the ", "from ", "end of ", "early ", "w/c ", "q", "2020/", "2020 ", "'", "to ",
     "1 March ", "by March 2020 ", "Jan - ", "was March 2020 now ", "within ", "next ", "->", "1.", "\x00", "９", "١", "²"],
)  # fmt: skip
def test_the_longest_text_of_one_piece_over_and_over_does_no_harm(piece):
    words = (piece * LONGEST)[:LONGEST]
    period = read_period(words, REPORT)
    assert period is None or period.words == words


@pytest.mark.parametrize("paper_date", [date.min, date.max, date(1989, 12, 31), date(2101, 1, 1)])
def test_a_paper_of_an_impossible_date_does_no_harm(paper_date):
    assert days("14 January 2020", paper_date) == "2020-01-14..2020-01-14"
    for words in ("within three months", "next month", "Q4", "January", "29 February", "this year", "next week"):
        for past in (False, True):
            read = days(words, paper_date, past)
            assert read is None or "1990" <= read[:4] <= "2100"
