from . import test_reply, test_reply_tour, test_rewrite
