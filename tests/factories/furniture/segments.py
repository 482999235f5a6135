"""Segments: by a rule, by hand, of many parts, one that fails, and one archived."""

from jobs.models import Job
from jobs.operations import step_job
from segments.compiling import Moment
from segments.language import known_facts, parse
from segments.models import Segment
from segments.operations.asking import ask_touched
from segments.operations.crossing import Look, ask
from segments.operations.segments import Named, archive_segment, create_segment, put_in
from segments.operations.whole import KIND, ask_some_of_all
from tests.factories.furniture.base import ZONE, World
from tests.factories.segments import clause, group, rule


def add_segments(world: World) -> None:
    """Everybody has been asked but by the one that is being filled."""
    tag = str(world["maya"].taggings.order_by("pk")[0].tag_id)
    deep = rule(
        clause("tag", "any", [tag]),
        group("any", clause("balance", "min", 1), group("none", clause("company", "begins", world.word))),
    )
    trees = {
        "segment": deep,
        "failing_segment": rule(clause("joined", "within", 30)),
        "going_segment": rule(clause("company", "is", world.word)),
        "old_segment": rule(clause("address", "no")),
    }
    for name, tree in trees.items():
        world.rows[name] = _make(world, name, tree)
    by, now = world.staff["owner"], world.now
    named = Named(f"Beta {world.word}"[:80], folder=f"Fairs {world.word}"[:60])
    beta = create_segment(named=named, rule=None, by=by, now=now)
    put_in(segment=beta, advocates=[world["maya"].pk, world["tom"].pk], by=by, now=now)
    world.rows["static_segment"] = beta
    world.rows["empty_segment"] = create_segment(named=Named(f"Board {world.word}"[:80]), rule=None, by=by, now=now)
    archive_segment(segment=world.rows["old_segment"], by=by, now=now)
    Segment.objects.filter(pk=world.rows["going_segment"].pk).update(whole_version=0)
    for job in Job.objects.filter(kind=KIND).exclude(about=f"segment:{world.rows['going_segment'].pk}"):
        step_job(job_id=job.pk, kinds={KIND: ask_some_of_all}, now=now)
    Segment.objects.filter(pk=world.rows["failing_segment"].pk).update(
        error=f"Wrong: {world.word} is not there", error_at=now
    )
    while ask_touched(now=now):
        pass


def _make(world: World, name: str, tree: dict[str, object]) -> Segment:
    facts, by, now = known_facts(), world.staff["owner"], world.now
    named = Named(f"{name.replace('_', ' ').capitalize()} {world.word}"[:80], f"For {world.word}")
    segment = create_segment(named=named, rule=parse(tree, facts), by=by, now=now)
    ask(segment=segment, look=Look(Moment(now, ZONE), "rule", fires=False), facts=facts)
    Segment.objects.filter(pk=segment.pk).update(whole_version=1, evaluated_at=now)
    return segment
