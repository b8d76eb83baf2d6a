from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "marketplace.sourcing"
    label = "sourcing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marketplace.inquiries import knowledge, policies
        from marketplace.kernel.watching import watchable
        from marketplace.sourcing.policies import answered, own_proposals, works_on
        from marketplace.sourcing.selectors.knowledge import finished_works, own_cases, own_prices

        watchable.append(own_proposals)
        policies.readers.append(answered)
        policies.file_readers.append(works_on)
        knowledge.price_sources.append(own_prices)
        knowledge.case_sources.append(own_cases)
        knowledge.work_sources.append(finished_works)
