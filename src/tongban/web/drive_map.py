"""A drive as GeoJSON: the surveyed areas, the way of the car, each fault where it happened (WGS 84). The page holds it,
`static/drive_map.js` draws it with Leaflet. No ground is drawn under it: nothing is asked of anybody's map.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from tongban.assessment.exams.driving.course import Course, Point
from tongban.assessment.exams.driving.frames import Series

UNIT = 1e7  # positions are kept in ten-millionths of a degree


def geojson(
    series: Series, course: Course, faults: Iterable[Mapping[str, Any]], places: Sequence[int]
) -> dict[str, Any]:
    """A FeatureCollection; `places` are the frames of the way that are drawn, as many as the replay has moments."""
    way = [[series.lon[place] / UNIT, series.lat[place] / UNIT] for place in places]
    features = [*_areas(course), _feature("way", "LineString", way), *_faults(faults)]
    return {"type": "FeatureCollection", "features": features}


def _areas(course: Course) -> Iterator[dict[str, Any]]:
    for one in course.areas:
        if one.group != "limit":
            yield _feature("area", "Polygon", [_ring(course, one.polygon)])
            if "bay" in one.needs:
                yield _feature("bay", "Polygon", [_ring(course, one.needs["bay"])])


def _ring(course: Course, polygon: Sequence[Point]) -> list[list[float]]:
    found = [course.position((x, y)) for x, y in polygon]
    return [[lon / UNIT, lat / UNIT] for lat, lon in [*found, found[0]]]


def _faults(faults: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    language = get_language() or "zh-hans"
    for one in faults:
        if one["lat"]:
            at = [one["lon"] / UNIT, one["lat"] / UNIT]
            sentence = f"{one['number']} · {one['at']} · {one['sentence'].in_language(language)}"
            yield _feature("fault", "Point", at, number=one["number"], ms=one["ms"], sentence=sentence)


def _feature(kind: str, shape: str, coordinates: list[Any], **said: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": shape, "coordinates": coordinates},
        "properties": {"kind": kind, **said},
    }
