"""The JSON schema of the settings says what the program says, as jsonschema reads it."""
import json
import os
import tomllib

import jsonschema
from command import CommandTest

SHIPPED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "settings.schema.json")


class Schema(CommandTest):
    def test_the_shipped_schema_is_the_programs(self):
        with open(SHIPPED) as shipped:
            self.assertEqual(shipped.read(), self.tool("schema", exit_code=0).stdout, "docs/settings.schema.json: summary-upgrade schema > it")

    def test_schema_and_program_agree(self):
        schema = json.loads(self.tool("schema").stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for text, good in [
            ("", True),
            ("target = 'tf2'\nstrategy = 'native'", True),
            ("select = ['SU1', 'v1-scalar-op']\nignore = []", True),
            ("exclude = ['a', 'b/**']\nroots = ['src']\nbaseline = 'known.json'", True),
            ("[per-file-ignores]\n'tests/*' = ['SU101']", True),
            ("[wrappers]\n'a.b(tag, value)' = 'tf.summary.scalar(tag, value)'", True),
            ("[wrappers]\n'a.b(tag, value)' = ['tf.summary.scalar(tag, value)']", False),
            ("wrappers = 'a.b'", False),
            ("tagret = 'tf2'", False),
            ("target = 'tf3'", False),
            ("target = ['tf2']", False),
            ("select = 'SU1'", False),
            ("select = ['E501']", False),
            ("[per-file-ignores]\n'tests/*' = 'SU101'", False),
        ]:
            with self.subTest(text=text):
                self.assertEqual(validator.is_valid(tomllib.loads(text)), good)
                self.write("summary-upgrade.toml", text)
                self.tool("--show-settings", ".", exit_code=0 if good else 2)
