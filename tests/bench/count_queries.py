"""Run as a program with DATABASE_URL set: how many queries the named pages ask for a person, one number a line."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.config.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.models import User

client = Client(headers={"host": "127.0.0.1"})
client.force_login(User.objects.get(email=sys.argv[1]))
for path in sys.argv[2:]:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    print(len(asked))
