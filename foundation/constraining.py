"""Adding constraints in migrations at the price of a constraint, not of drawing every related model anew."""

from django.db import migrations
from django.db.migrations.state import ProjectState


class AddConstraint(migrations.AddConstraint):
    """Django's operation, without its re-rendering: a constraint changes no field, so no other model looks different.

    Every tenant model is related to every other through its workspace, and Django renders all related models again at
    each operation: hundreds of walls took 20 seconds of processor time, growing with the square of the models.
    `makemigrations` writes Django's operation, which does the same and is only slower.
    """

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note the constraint in the state, and at the model that is rendered already."""
        key = app_label, self.model_name_lower
        options = state.models[key].options
        options["constraints"] = [*options.get("constraints", []), self.constraint]
        if "apps" in state.__dict__:
            meta = state.apps.get_model(*key)._meta
            meta.constraints = [*meta.constraints, self.constraint]
