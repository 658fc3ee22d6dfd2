from . import test_reply, test_rewrite
