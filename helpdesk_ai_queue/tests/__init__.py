from . import test_jobs, test_webhook_jobs
