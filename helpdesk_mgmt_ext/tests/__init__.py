from . import test_gateway
from . import test_hooks
from . import test_intake
from . import test_lifecycle
from . import test_reopen
from . import test_respond
