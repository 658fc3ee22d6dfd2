from . import (
    helpdesk_ticket,
    helpdesk_ticket_survey_privacy,
    helpdesk_ticket_team,
    rating_rating,
    survey_user_input,
)
