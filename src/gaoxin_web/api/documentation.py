"""The API's own description, and the same in the form a page shows."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext

from gaoxin_web.api.v1 import api

LOCAL = "#/components/schemas/"


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def permissions() -> dict[tuple[str, str], str]:
    """(method, path) → the permission its token must carry."""
    found = {}
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    found[method.lower(), f"/api/v1{path}"] = operation.auth_callbacks[0].permission
    return found


def operations() -> list[dict[str, Any]]:
    """Endpoints by subject: method, path, what it is for, permission, parameters, body and answer."""
    needed, sections = permissions(), {}
    for path, methods in schema()["paths"].items():
        for method, said in methods.items():
            entry = {
                "method": method.upper(),
                "path": path,
                "summary": _words(said["summary"]),
                "description": _words(said.get("description")),
                "permission": needed[method, path],
                "parameters": [_parameter(one) for one in said.get("parameters", [])],
                "body": _fields(_content(said.get("requestBody"))),
                "answer": _fields(_content(said["responses"].get(200))),
            }
            sections.setdefault(said["tags"][0], []).append(entry)
    return [{"name": name, "entries": entries} for name, entries in sections.items()]


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    shape = one["schema"]
    return {
        "name": one["name"],
        "type": _type(shape),
        "required": one.get("required", False),
        "default": shape.get("default"),
        "description": _words(one.get("description") or shape.get("description")),
    }


def _content(said: dict[str, Any] | None) -> dict[str, Any]:
    return said["content"]["application/json"]["schema"] if said else {}


def _fields(shape: dict[str, Any], depth: int = 0) -> list[dict[str, Any]]:
    """The fields of a shape, those of inner shapes below them."""
    found = []
    for name, inner in _properties(shape).items():
        found.append(
            {"name": name, "type": _type(inner), "depth": depth, "description": _words(inner.get("description"))}
        )
        found += _fields(inner, depth + 1)
    return found


def _properties(shape: dict[str, Any]) -> dict[str, Any]:
    shape = shape.get("items", shape)
    shape = next((part for part in shape.get("anyOf", ()) if "$ref" in part or "items" in part), shape)
    shape = shape.get("items", shape)
    if "$ref" in shape:
        shape = schema()["components"]["schemas"][shape["$ref"].removeprefix(LOCAL)]
    return dict(shape.get("properties", {}))


def _type(shape: dict[str, Any]) -> str:
    if "anyOf" in shape:
        return " | ".join(_type(part) for part in shape["anyOf"])
    if "$ref" in shape:
        return "object"
    if shape.get("type") == "array":
        return f"{_type(shape['items'])}[]"
    return str(shape.get("format") or shape.get("type") or "any")


def _words(said: str | None) -> str:
    """In the language of the page: the schema itself is in Chinese."""
    return gettext(said) if said else ""
