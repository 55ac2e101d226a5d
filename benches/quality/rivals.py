"""The programs that a user would pick instead: each scores a pair of names, and screens names against listed ones.

`load(name)` gives (score, threshold, screen), or None where its packages are not installed (requirements.txt).
score(schema, name1, name2) is a number that matches from the threshold up. screen(names, listed) gives, of each name, the
positions of the listed names that it matches; `listed` is a list of (schema, name).
"""
from itertools import count


def logic_v2():
    """nomenklatura's logic-v2 at 0.7, its threshold. Against a list: over the 20 candidates that token_set_ratio puts first."""
    from followthemoney import ValueEntity, model
    from nomenklatura.matching.logic_v2.model import LogicV2
    from rapidfuzz import fuzz, process, utils

    config = LogicV2.default_config()
    fresh = count()  # Analyses of names are cached by entity id: every entity needs its own.

    def entity(schema, name):
        made = ValueEntity(model.get(schema), {"id": f"e{next(fresh)}"})
        made.add("name", name)
        return made

    def score(schema, one, other):
        schema = schema or "LegalEntity"
        return float(LogicV2.compare(entity(schema, one), entity(schema, other), config).score)

    def screen(names, listed):
        folded = [utils.default_process(name) for _, name in listed]
        targets = [entity(schema, name) for schema, name in listed]
        for name in names:
            query = utils.default_process(name)
            best = process.extract(query, folded, scorer=fuzz.token_set_ratio, processor=None, limit=20)
            asked = {schema: entity(schema, name) for schema in ("Person", "Organization", "Vessel", "Airplane")}
            yield [at for _, _, at in best if LogicV2.compare(asked[listed[at][0]], targets[at], config).score >= 0.7]

    return score, 0.7, screen


def _over_every_name(scorer, threshold, key):
    import numpy
    from rapidfuzz import process

    def score(_schema, one, other):
        return scorer(key(one), key(other))

    def screen(names, listed):
        folded = [key(name) for _, name in listed]
        for low in range(0, len(names), 500):
            asked = [key(name) for name in names[low : low + 500]]
            for row in process.cdist(asked, folded, scorer=scorer, score_cutoff=threshold, workers=-1):
                yield numpy.nonzero(row)[0].tolist()

    return score, threshold, screen


def token_sort():
    """rapidfuzz's token_sort_ratio at 85, over every listed name."""
    from rapidfuzz import fuzz, utils

    return _over_every_name(fuzz.ratio, 85.0, lambda name: " ".join(sorted(utils.default_process(name).split())))


def jaro_winkler():
    """Jaro-Winkler of the sorted words at 0.90, over every listed name."""
    from rapidfuzz import utils
    from rapidfuzz.distance import JaroWinkler

    similarity = JaroWinkler.normalized_similarity
    return _over_every_name(similarity, 0.90, lambda name: " ".join(sorted(utils.default_process(name).split())))


RIVALS = {"logic-v2": logic_v2, "token-sort": token_sort, "jaro-winkler": jaro_winkler}


def load(name):
    try:
        return RIVALS[name]()
    except ImportError:
        return None
