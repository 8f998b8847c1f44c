"""Every measure, in the order in which a scorecard reads."""

from typing import Final

from accord.measurement import (
    account_engagement,
    accounts_deeply_engaged,
    active_sales_review,
    buying_group_coverage,
    completeness,
    content_engagement,
    engagement_rate,
    follow_up_completion,
    list_by_tier,
    match_rate,
    meetings,
    pipeline_coverage,
    pipeline_generated,
    pipeline_influenced,
    pipeline_open,
    progression,
    sales_acceptance,
    stakeholders_engaged,
    unknown_share,
    win_rate,
)
from accord.measurement.definition import Definition

DEFINITIONS: Final[tuple[Definition, ...]] = (
    list_by_tier.DEFINITION,
    engagement_rate.DEFINITION,
    account_engagement.DEFINITION,
    stakeholders_engaged.DEFINITION,
    buying_group_coverage.DEFINITION,
    completeness.DEFINITION,
    accounts_deeply_engaged.DEFINITION,
    active_sales_review.DEFINITION,
    progression.DEFINITION,
    meetings.DEFINITION,
    content_engagement.DEFINITION,
    match_rate.DEFINITION,
    unknown_share.DEFINITION,
    sales_acceptance.DEFINITION,
    follow_up_completion.DEFINITION,
    pipeline_open.DEFINITION,
    pipeline_generated.DEFINITION,
    pipeline_influenced.DEFINITION,
    pipeline_coverage.DEFINITION,
    win_rate.DEFINITION,
)
"""Each is defined once, here; the glossary has their formulas."""
