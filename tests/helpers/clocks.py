"""The database's clock, standing where a test has put it, for the rest of the test's transaction."""

from datetime import datetime

from django.db import connection

#: Found before PostgreSQL's own by every unqualified call; defaults of columns keep the running clock.
_STANDING = """
CREATE SCHEMA IF NOT EXISTS standing;
CREATE OR REPLACE FUNCTION standing.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT current_setting('standing.now')::timestamptz $$;
SET LOCAL search_path = standing, public, pg_catalog;
"""


def clock_stands_at(instant: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING)
        cursor.execute("SELECT set_config('standing.now', %s, true)", [instant.isoformat()])
