# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
def array(ids):
    return f"ARRAY[{comma(ids)}]"


def comma(ids):
    return ", ".join(map(str, ids))


class BulkInsert:
    """Insert many rows at once: without their indexes, which are made again after."""

    def __init__(self, cr):
        self.cr = cr
        # foreign keys are right by construction; looking at each takes minutes
        cr.execute("SET session_replication_role = replica")
        cr.execute("SET maintenance_work_mem = '512MB'")
        cr.execute("SET jit = off")
        cr.commit()

    def multiply(self, table, template, number, own):
        """Copy a row ``number`` times; return the first new id, the rest follow it.

        :param own: {column: SQL expression of ``g``, from 1 to ``number``}
        """
        values = {name: own.get(name, f't."{name}"') for name in self.columns(table)}
        source = f"{table} t, generate_series(1, {number}) g WHERE t.id = {template}"
        self.insert(table, values, source)
        self.cr.execute(f"SELECT max(id) FROM {table}")
        return self.cr.fetchone()[0] - number + 1

    def insert(self, table, values, source):
        known = self.columns(table)
        values = {name: value for name, value in values.items() if name in known}
        with_indexes = self.drop_indexes(table)
        names = ", ".join(f'"{name}"' for name in values)
        self.cr.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())}"
            f" FROM {source}"
        )
        for definition in with_indexes:
            self.cr.execute(definition)

    def columns(self, table):
        self.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND column_name <> 'id' AND is_generated = 'NEVER'",
            [table],
        )
        return [name for (name,) in self.cr.fetchall()]

    def drop_indexes(self, table):
        """Drop the indexes no constraint stands on; return how to make them."""
        self.cr.execute(
            """
            SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
              FROM pg_index i
             WHERE i.indrelid = %s::regclass AND NOT i.indisprimary AND NOT EXISTS (
                   SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
            """,
            [table],
        )
        found = self.cr.fetchall()
        for name, _definition in found:
            self.cr.execute(f"DROP INDEX {name}")
        return [definition for _name, definition in found]
