"""The macro that writes structured data into a page's head."""

import json
from html.parser import HTMLParser

from flask import render_template_string

from ocop.services.structured_data import script_json

PAGE = "{% from 'macros/shares.html' import shared %}{{ shared(graph, json) }}<b>after</b>"
EVIL = '"></script><script>alert(1)</script><!-- & \u2028'


class Reader(HTMLParser):
    """Takes elements as a browser does: a script ends at its first end tag."""

    def __init__(self):
        super().__init__()
        self.starts, self.script, self.is_inside = [], "", False

    def handle_starttag(self, tag, attrs):
        self.starts.append((tag, dict(attrs)))
        self.is_inside = tag == "script"

    def handle_endtag(self, tag):
        self.is_inside = False

    def handle_data(self, data):
        self.script += data if self.is_inside else ""


def test_what_is_told_stays_inside_its_elements(app):
    data = {"name": EVIL, "list": [EVIL]}
    reader = Reader()

    with app.test_request_context():
        reader.feed(render_template_string(PAGE, graph=[("og:title", EVIL)], json=script_json(data)))

    assert [tag for tag, _ in reader.starts] == ["meta", "script", "b"]
    assert reader.starts[0][1] == {"property": "og:title", "content": EVIL}
    assert json.loads(reader.script) == data
