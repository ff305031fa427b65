"""The WSGI entry that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()
# What stands now stands as long as the process: the collector need not look at it again with every request.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
