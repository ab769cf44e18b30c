"""The console where Python has less: a member's machine may run Windows."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SCRIPT = ROOT / "tests" / "support" / "console_without_posix.py"


def test_it_runs_without_what_python_lacks_on_windows(tmp_path):
    # given an interpreter without the modules, functions, signals and open folders of POSIX
    card = tmp_path / "card.json"
    card.write_text(
        json.dumps(
            {
                "amparo": "card",
                "deployment_id": "01" * 16,
                "root_vk": "02" * 32,
                "origins": ["http://127.0.0.1:9"],
            }
        ),
        encoding="utf-8",
    )
    # when a vault is made, saved, checked, restored elsewhere, unlocked and looked at
    ran = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path), str(card)],
        cwd=ROOT,
        env={**os.environ, "AMPARO_DATA": str(tmp_path / "data"), "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # then every command and page does what it should
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout.splitlines()[-1])
    assert told["commands"] == [0, 0, 0, 0]
    assert told["pages"] == [200, 302, 200]
    assert told["modules"] > 100
