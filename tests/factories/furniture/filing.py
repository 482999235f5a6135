"""How staff keep their missions in order: folders and views of their own."""

from accounts.operations import keep_view
from missions.models import Collected
from missions.operations.collections import collect_mission, create_collection
from missions.operations.filing import create_folder, feature_mission, move_to_folder
from missions.operations.library import keep_template
from missions.operations.saved_views import save_view
from tests.factories.furniture.base import World


def add_folders_and_views(world: World) -> None:
    """A folder with a mission, an empty one, and two views; one mission stands first in the hub."""
    by, now = world.staff["owner"], world.now
    world.rows["folder"] = create_folder(name=f"Folder of {world.word}"[:60], by=by, now=now)
    world.rows["empty_folder"] = create_folder(name=f"Nothing of {world.word}"[:60], by=by, now=now)
    move_to_folder(mission=world["live"], folder=world["folder"], by=by, now=now)
    feature_mission(mission=world["live"], featured=True, by=by, now=now)
    query = "state=live&sort=title"
    world.rows["own_view"] = save_view(name=f"View of {world.word}"[:60], query=query, default=False, by=by, now=now)
    world.rows["view_of_another"] = save_view(
        name="Theirs", query="state=draft", default=False, by=world.staff["manager"], now=now
    )
    query = "status=active"
    world.rows["people_view"] = keep_view(of="people", name="Ours", query=query, default=False, by=by)
    world.rows["people_view_of_another"] = keep_view(
        of="people", name="Theirs", query=query, default=False, by=world.staff["manager"]
    )


def add_collections(world: World) -> None:
    """A collection with two missions that are open to people, and one with nothing in it."""
    by, now = world.staff["owner"], world.now
    for row, name in {"collection": "Steps", "empty_collection": "Later"}.items():
        words, about = f"{name} of {world.word}"[:60], f"About {world.word}."[:200]
        world.rows[row] = create_collection(name=words, about=about, by=by, now=now)
    for name in ("link", "survey"):
        collect_mission(collection=world["collection"], mission=world[name], by=by, now=now)
    world.rows["collected"] = Collected.objects.get(mission=world["survey"])


def add_own_templates(world: World) -> None:
    """Two templates of the workspace's own, made of a task and a survey."""
    by, now = world.staff["owner"], world.now
    for row, mission in {"own_template": "live", "other_template": "survey"}.items():
        words = f"Template {mission} of {world.word}"[:60]
        world.rows[row] = keep_template(mission=world[mission], name=words, about="Good in spring.", by=by, now=now)
