from . import test_privacy, test_questionnaire
