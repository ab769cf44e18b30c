import types

import pytest

from portal.preload import NotPreloadedError, refuse_without_preload


def call_from(module_name: str) -> None:
    module = types.ModuleType(module_name)
    module.__dict__["refuse"] = refuse_without_preload
    exec("def load():\n    refuse()", module.__dict__)  # noqa: S102 - a frame of that module's name is the point
    module.__dict__["load"]()


def test_a_worker_that_loads_the_application_itself_is_refused():
    with pytest.raises(NotPreloadedError, match="preload"):
        call_from("gunicorn.workers.base")


def test_the_master_and_other_servers_may_load_it():
    call_from("gunicorn.arbiter")
    call_from("waitress")
