from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "factories.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from factories.profile.derived import derivations
        from factories.search import handlers  # noqa: F401 - registers itself with the outbox
        from factories.search.index import index

        derivations.append(index)
