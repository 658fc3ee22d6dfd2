from . import test_conversion, test_detection
