from django.apps import AppConfig


class AdvocacyConfig(AppConfig):
    name = "advocacy"

    def ready(self) -> None:
        from advocacy.wiring import fill_registries  # noqa: PLC0415  models may not be imported earlier

        fill_registries()
