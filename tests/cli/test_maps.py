"""An operator's map, as the console script meets it at start."""

import os
import subprocess
import sys

from tests.maps import country, encoded


def test_a_map_without_the_archipelagos_stops_the_start(tmp_path):
    lacking = country()
    for one in lacking["features"]:
        del one["geometry"]["coordinates"][1:]
    (tmp_path / "map.geojson").write_bytes(encoded(lacking))
    env = os.environ | {"OCOP_DATA_DIR": str(tmp_path), "OCOP_MAP_FILE": str(tmp_path / "map.geojson")}

    done = subprocess.run(
        [sys.executable, "-m", "ocop", "stats"], env=env, capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 1
    assert done.stderr.startswith("map-lacks-islands: ")
    assert "Hoàng Sa" in done.stderr
