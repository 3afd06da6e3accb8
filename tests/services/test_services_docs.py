from pathlib import Path

from schleuse.services.catalogue import Catalogue
from schleuse.services.schema import DialectSpec, ServiceFile, ServiceSpec, SurfaceSpec

TEXT = (Path(__file__).parents[2] / "docs" / "services.md").read_text(encoding="utf-8")


def test_every_key_of_the_catalogue_is_described():
    for model in (ServiceFile, ServiceSpec, SurfaceSpec, DialectSpec):
        for name, info in model.model_fields.items():
            assert f"`{info.alias or name}`" in TEXT or f"{info.alias or name}:" in TEXT, name


def test_every_native_dialect_is_described():
    for name in (name for name, dialect in Catalogue.load().dialects.items() if dialect.native):
        assert f"`{name}`" in TEXT, name
