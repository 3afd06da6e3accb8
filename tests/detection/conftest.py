import pytest

from schleuse.detection.engine import Analyzer, build_analyzer


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return build_analyzer("embedded", 1000)
