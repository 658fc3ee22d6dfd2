from . import test_rewrite
