//! Graphs in Graphviz's language (<https://graphviz.org/doc/info/lang.html>) put into Mermaid's flowcharts: nodes,
//! edges, their labels, usual shapes and lines, clusters, directions and colours. What says only how
//! Graphviz is to place or to set something falls away; what would be lost otherwise is named, and the
//! graph is not drawn.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::dot_tokens::{Kind, Token, tokens};

/// How deep graphs may stand within graphs.
const DEEPEST: usize = 16;
/// The most nodes and edges that are put together.
const MOST: usize = 500;

/// What is not understood, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unknown {
    pub message: String,
    pub at: Range<usize>,
}

type Values = BTreeMap<String, (String, Range<usize>)>;

/// Shapes, and what stands around a label in Mermaid.
const SHAPES: [(&str, [&str; 2]); 27] = [
    ("box", ["[", "]"]),
    ("rect", ["[", "]"]),
    ("rectangle", ["[", "]"]),
    ("square", ["[", "]"]),
    ("record", ["[", "]"]),
    ("Mrecord", ["(", ")"]),
    ("Msquare", ["[", "]"]),
    ("plaintext", ["[", "]"]),
    ("plain", ["[", "]"]),
    ("none", ["[", "]"]),
    ("underline", ["[", "]"]),
    ("note", ["[", "]"]),
    ("tab", ["[", "]"]),
    ("ellipse", ["([", "])"]),
    ("oval", ["([", "])"]),
    ("egg", ["([", "])"]),
    ("circle", ["((", "))"]),
    ("Mcircle", ["((", "))"]),
    ("doublecircle", ["(((", ")))"]),
    ("diamond", ["{", "}"]),
    ("Mdiamond", ["{", "}"]),
    ("hexagon", ["{{", "}}"]),
    ("octagon", ["{{", "}}"]),
    ("cylinder", ["[(", ")]"]),
    ("parallelogram", ["[/", "/]"]),
    ("trapezium", ["[/", "\\]"]),
    ("invtrapezium", ["[\\", "/]"]),
];

/// Attributes without which words or lines would be missing.
const MEANT: [&str; 10] = [
    "xlabel",
    "headlabel",
    "taillabel",
    "lhead",
    "ltail",
    "image",
    "shapefile",
    "peripheries",
    "sides",
    "arrowtail",
];

#[derive(Default)]
struct Graph {
    directed: bool,
    strict: bool,
    nodes: Vec<Node>,
    names: BTreeMap<String, usize>,
    edges: Vec<Edge>,
    clusters: Vec<Cluster>,
    direction: &'static str,
    title: Option<String>,
}

struct Node {
    name: String,
    values: Values,
    cluster: Option<usize>,
}

struct Edge {
    from: usize,
    to: usize,
    values: Values,
}

struct Cluster {
    label: Option<String>,
    within: Option<usize>,
}

/// What holds within a pair of braces.
#[derive(Clone, Default)]
struct Scope {
    node: Values,
    edge: Values,
    cluster: Option<usize>,
}

/// A graph as a flowchart.
pub(super) fn flowchart(source: &str) -> Result<String, Unknown> {
    let tokens = tokens(source)?;
    let graph = Graph { direction: "TB", ..Graph::default() };
    let mut parser = Parser { tokens: &tokens, at: 0, end: source.len(), graph };
    parser.whole()?;
    parser.graph.written()
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    graph: Graph,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, sign: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Sign && token.text == sign)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|it| it.kind == Kind::Word && it.text.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn unknown<T>(&self, message: impl Into<String>) -> Result<T, Unknown> {
        let end = self.end.saturating_sub(1)..self.end;
        Err(Unknown { message: message.into(), at: self.peek().map_or(end, |token| token.range.clone()) })
    }

    fn expect(&mut self, sign: &str) -> Result<(), Unknown> {
        if self.takes(sign) { Ok(()) } else { self.unknown(format!("a `{sign}` is expected")) }
    }

    fn id(&mut self) -> Result<Token, Unknown> {
        match self.peek().cloned() {
            Some(token) if token.kind != Kind::Sign => {
                self.at += 1;
                Ok(token)
            }
            _ => self.unknown("a name is expected"),
        }
    }

    fn whole(&mut self) -> Result<(), Unknown> {
        self.graph.strict = self.word("strict");
        self.graph.directed = self.word("digraph");
        if !self.graph.directed && !self.word("graph") {
            return self.unknown("`graph` or `digraph` is expected");
        }
        if !self.is("{") {
            self.id()?;
        }
        self.expect("{")?;
        self.statements(&mut Scope::default(), 0)?;
        if self.peek().is_some() {
            return self.unknown("only one graph is drawn");
        }
        Ok(())
    }

    /// What stands before a closing brace, which it takes; the nodes that are named in it.
    fn statements(&mut self, scope: &mut Scope, depth: usize) -> Result<Vec<usize>, Unknown> {
        if depth > DEEPEST {
            return self.unknown("graphs stand too deep within one another");
        }
        let mut named = Vec::new();
        while !self.takes("}") {
            // The language has no commas here; Graphviz takes them.
            if self.takes(";") || self.takes(",") {
                continue;
            }
            if self.peek().is_none() {
                return self.unknown("a `}` is expected");
            }
            self.statement(scope, depth, &mut named)?;
        }
        Ok(named)
    }

    fn statement(&mut self, scope: &mut Scope, depth: usize, named: &mut Vec<usize>) -> Result<(), Unknown> {
        for kind in ["graph", "node", "edge"] {
            if self.word(kind) {
                let mut values = Values::new();
                self.values(&mut values)?;
                match kind {
                    "node" => scope.node.extend(values),
                    "edge" => scope.edge.extend(values),
                    _ => {
                        values.into_iter().for_each(|(name, (value, _))| self.of_graph(scope, &name, &value))
                    }
                }
                return Ok(());
            }
        }
        if self.tokens.get(self.at + 1).is_some_and(|next| next.kind == Kind::Sign && next.text == "=") {
            let name = self.id()?.text;
            self.at += 1;
            let value = self.id()?.text;
            self.of_graph(scope, &name, &value);
            return Ok(());
        }
        let mut ends = vec![self.end_of_edge(scope, depth)?];
        while self.is("->") || self.is("--") {
            let wanted = if self.graph.directed { "->" } else { "--" };
            if !self.takes(wanted) {
                return self.unknown(format!("a `{wanted}` is expected"));
            }
            ends.push(self.end_of_edge(scope, depth)?);
        }
        let is_edge = ends.len() > 1;
        let mut values = if is_edge { scope.edge.clone() } else { Values::new() };
        self.values(&mut values)?;
        if !is_edge {
            if let [node] = ends[0][..] {
                self.graph.nodes[node].values.extend(values);
            }
            named.append(&mut ends[0]);
            return Ok(());
        }
        for pair in ends.windows(2) {
            for (&from, &to) in pair[0].iter().flat_map(|from| pair[1].iter().map(move |to| (from, to))) {
                self.edge(Edge { from, to, values: values.clone() })?;
            }
        }
        ends.iter_mut().for_each(|nodes| named.append(nodes));
        Ok(())
    }

    fn edge(&mut self, edge: Edge) -> Result<(), Unknown> {
        let same = |it: &Edge| it.from == edge.from && it.to == edge.to;
        if self.graph.strict && self.graph.edges.iter().any(same) {
            return Ok(());
        }
        if self.graph.edges.len() >= MOST {
            return self.unknown(format!("it has more than {MOST} edges"));
        }
        self.graph.edges.push(edge);
        Ok(())
    }

    /// What one end of an edge names: a node, or all of a graph.
    fn end_of_edge(&mut self, scope: &Scope, depth: usize) -> Result<Vec<usize>, Unknown> {
        let mut name = None;
        if self.word("subgraph") && !self.is("{") {
            name = Some(self.id()?.text);
        }
        if name.is_some() && !self.is("{") {
            return self.unknown("a `{` is expected");
        }
        if self.takes("{") {
            let mut inner = scope.clone();
            if name.is_some_and(|name| name.starts_with("cluster")) {
                self.graph.clusters.push(Cluster { label: None, within: scope.cluster });
                inner.cluster = Some(self.graph.clusters.len() - 1);
            }
            return self.statements(&mut inner, depth + 1);
        }
        let token = self.id()?;
        if token.kind == Kind::Html {
            return Err(Unknown { message: "names in HTML are not drawn".to_owned(), at: token.range });
        }
        while self.takes(":") {
            let port = self.id()?;
            if !["n", "ne", "e", "se", "s", "sw", "w", "nw", "c", "_"].contains(&port.text.as_str()) {
                let message = format!("the port `{}` is not drawn", port.text);
                return Err(Unknown { message, at: port.range });
            }
        }
        Ok(vec![self.node(token.text, scope)?])
    }

    fn node(&mut self, name: String, scope: &Scope) -> Result<usize, Unknown> {
        if let Some(&known) = self.graph.names.get(&name) {
            let node = &mut self.graph.nodes[known];
            node.cluster = node.cluster.or(scope.cluster);
            return Ok(known);
        }
        if self.graph.nodes.len() >= MOST {
            return self.unknown(format!("it has more than {MOST} nodes"));
        }
        let number = self.graph.nodes.len();
        self.graph.names.insert(name.clone(), number);
        self.graph.nodes.push(Node { name, values: scope.node.clone(), cluster: scope.cluster });
        Ok(number)
    }

    /// Lists of attributes in brackets.
    fn values(&mut self, values: &mut Values) -> Result<(), Unknown> {
        while self.takes("[") {
            while !self.takes("]") {
                if self.takes(",") || self.takes(";") {
                    continue;
                }
                let name = self.id()?;
                let value = if self.takes("=") {
                    self.id()?
                } else {
                    Token { text: "true".to_owned(), ..name.clone() }
                };
                let range = name.range.start..value.range.end;
                if value.kind == Kind::Html {
                    let message = format!("`{}` in HTML is not drawn", name.text);
                    return Err(Unknown { message, at: range });
                }
                if MEANT.contains(&name.text.as_str()) {
                    return Err(Unknown { message: format!("`{}` is not drawn", name.text), at: range });
                }
                values.insert(name.text, (value.text, range));
            }
        }
        Ok(())
    }

    fn of_graph(&mut self, scope: &Scope, name: &str, value: &str) {
        match (name, scope.cluster) {
            ("label", Some(cluster)) => self.graph.clusters[cluster].label = Some(value.to_owned()),
            ("label", None) => self.graph.title = Some(value.to_owned()),
            ("rankdir", _) => {
                let known = ["TB", "LR", "BT", "RL"].into_iter().find(|it| *it == value);
                self.graph.direction = known.unwrap_or(self.graph.direction);
            }
            _ => {}
        }
    }
}

impl Graph {
    fn written(&self) -> Result<String, Unknown> {
        let mut text = String::new();
        if let Some(title) = self.title.as_ref().filter(|title| !title.trim().is_empty()) {
            let title = lines(title, "").join(" ").replace(['\\', '"'], "'");
            let _ = writeln!(text, "---\ntitle: \"{title}\"\n---");
        }
        let _ = writeln!(text, "flowchart {}", self.direction);
        let mut styles = String::new();
        self.cluster(None, &mut text, &mut styles)?;
        for (number, edge) in self.edges.iter().enumerate() {
            let line = self.line(edge)?;
            let label = edge.values.get("label").map(|(label, _)| said(label, "")).unwrap_or_default();
            let label =
                if label.is_empty() || line == "~~~" { String::new() } else { format!("|\"{label}\"|") };
            let _ = writeln!(text, "n{} {line}{label} n{}", edge.from, edge.to);
            if let Some(colour) = edge.values.get("color").and_then(|(value, _)| colour(value)) {
                let _ = writeln!(styles, "linkStyle {number} stroke:{}", hex(colour));
            }
        }
        Ok(text + &styles)
    }

    /// The nodes and the clusters of a cluster.
    fn cluster(&self, of: Option<usize>, text: &mut String, styles: &mut String) -> Result<(), Unknown> {
        for (number, node) in self.nodes.iter().enumerate().filter(|(_, node)| node.cluster == of) {
            self.node(number, node, text, styles)?;
        }
        let inner = self.clusters.iter().enumerate().filter(|(_, cluster)| cluster.within == of);
        for (number, cluster) in inner {
            let label = cluster.label.as_ref().map(|label| said(label, "")).unwrap_or_default();
            let label = if label.is_empty() { " ".to_owned() } else { label };
            let _ = writeln!(text, "subgraph c{number}[\"{label}\"]");
            self.cluster(Some(number), text, styles)?;
            text.push_str("end\n");
        }
        Ok(())
    }

    fn node(
        &self,
        number: usize,
        node: &Node,
        text: &mut String,
        styles: &mut String,
    ) -> Result<(), Unknown> {
        let value = |name: &str| node.values.get(name).map(|(value, _)| value.as_str());
        let shape = value("shape").unwrap_or("ellipse");
        let place = |name: &str| node.values.get(name).map_or(0..0, |(_, range)| range.clone());
        let Some((_, [open, close])) = SHAPES.iter().find(|(name, _)| *name == shape) else {
            return Err(Unknown { message: format!("the shape `{shape}` is not drawn"), at: place("shape") });
        };
        let label = value("label").unwrap_or("\\N");
        if shape.ends_with("record") && label.contains(['|', '{', '<']) {
            return Err(Unknown {
                message: "fields of records are not drawn".to_owned(),
                at: place("label"),
            });
        }
        let style = value("style").unwrap_or_default();
        let has = |wanted: &str| style.split(',').any(|it| it.trim() == wanted);
        if has("invis") {
            return Err(Unknown {
                message: "what is not to be seen is not drawn".to_owned(),
                at: place("style"),
            });
        }
        let [open, close] = if has("rounded") && *open == "[" { ["(", ")"] } else { [*open, *close] };
        let label = said(label, &node.name);
        let label = if label.is_empty() { " ".to_owned() } else { label };
        let _ = writeln!(text, "n{number}{open}\"{label}\"{close}");
        let mut rules = Vec::new();
        if matches!(shape, "plaintext" | "plain" | "none" | "underline") {
            rules.push("fill:none,stroke:none".to_owned());
        } else if let Some(ground) =
            value("fillcolor").or(value("color").filter(|_| has("filled"))).and_then(colour)
            && has("filled")
        {
            // Ink that is seen on it (WCAG 2.2, 1.4.3), whatever the graph says.
            let ink = if light(ground) > 0.179 { "#000000" } else { "#ffffff" };
            rules.push(format!("fill:{},color:{ink}", hex(ground)));
        }
        if has("dashed") || has("dotted") {
            rules.push("stroke-dasharray:4 3".to_owned());
        }
        if let Some(line) = value("color").and_then(colour) {
            rules.push(format!("stroke:{}", hex(line)));
        }
        if !rules.is_empty() {
            let _ = writeln!(styles, "style n{number} {}", rules.join(","));
        }
        Ok(())
    }

    /// An edge's line in Mermaid.
    fn line(&self, edge: &Edge) -> Result<&'static str, Unknown> {
        let value = |name: &str| edge.values.get(name).map(|(value, _)| value.as_str());
        let refuse = |name: &str| {
            let at = edge.values.get(name).map_or(0..0, |(_, range)| range.clone());
            Err(Unknown { message: format!("edges with this `{name}` are not drawn"), at })
        };
        let heads = match (value("dir"), value("arrowhead")) {
            (None | Some("forward"), None | Some("normal" | "vee" | "open" | "empty" | "onormal"))
                if self.directed =>
            {
                1
            }
            (None, None) | (Some("none"), _) | (_, Some("none")) => 0,
            (Some("forward"), None) => 1,
            (Some("both"), None | Some("normal" | "vee")) => 2,
            (None | Some("forward"), Some("dot" | "odot")) => 3,
            (Some("back"), _) => return refuse("dir"),
            _ => return refuse("arrowhead"),
        };
        let style = value("style").unwrap_or("solid");
        let lines = match style {
            // It keeps its room and is not seen.
            "invis" => return Ok("~~~"),
            "dashed" | "dotted" => ["-.-", "-.->", "<-.->", "-.-o"],
            "bold" => ["===", "==>", "<==>", "==o"],
            "solid" | "" | "tapered" => ["---", "-->", "<-->", "--o"],
            _ => return refuse("style"),
        };
        Ok(lines[heads])
    }
}

/// A label's lines.
fn lines(label: &str, name: &str) -> Vec<String> {
    let mut made = vec![String::new()];
    let mut characters = label.chars();
    while let Some(character) = characters.next() {
        let next = if character == '\\' { characters.next() } else { None };
        match (character, next) {
            ('\\', Some('n' | 'l' | 'r')) | ('\n', _) => made.push(String::new()),
            ('\\', Some('N')) => made.iter_mut().rev().take(1).for_each(|line| line.push_str(name)),
            ('\\', Some(other)) => made.iter_mut().rev().take(1).for_each(|line| line.push(other)),
            _ => made.iter_mut().rev().take(1).for_each(|line| line.push(character)),
        }
    }
    made.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// A label as Mermaid has it between quotes.
fn said(label: &str, name: &str) -> String {
    let escaped = |line: &String| {
        let mut out = String::new();
        for character in line.chars() {
            match character {
                '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' => {
                    let _ = write!(out, "#{};", u32::from(character));
                }
                _ => out.push(character),
            }
        }
        out
    };
    lines(label, name).iter().map(escaped).collect::<Vec<_>>().join("<br/>")
}

/// A colour by its name or its number; numbered names of X11 are about that without its number.
fn colour(value: &str) -> Option<svgtypes::Color> {
    let value = value.trim().trim_start_matches('/');
    let plain = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let found: svgtypes::Color =
        if value.starts_with('#') { value.parse().ok()? } else { plain.parse().ok()? };
    (found.alpha == 255).then_some(found)
}

fn hex(colour: svgtypes::Color) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
}

/// The relative luminance of a colour (WCAG 2.2).
fn light(colour: svgtypes::Color) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(colour.red) + 0.7152 * part(colour.green) + 0.0722 * part(colour.blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_become_flowcharts() {
        let graph = r##"/* Two teams */ strict digraph "G" {
            label="The way"; rankdir=LR; node [shape=box, fontname="Arial"];
            ask [label="Ask\nthe \"users\"", style="rounded,filled", fillcolor=navy]
            ask -> build -> "live service" [label=yes];
            ask -> build
            subgraph cluster_a { label="Team"; build; node [shape=circle]; check }
            build:e -> { check done } [dir=both, style=dashed, color="#ff0000"];
            check -> done [style=invis]
        }"##;
        let made = flowchart(graph).unwrap();
        for line in [
            "title: \"The way\"",
            "flowchart LR",
            "n0(\"Ask<br/>the #34;users#34;\")",
            "subgraph c0[\"Team\"]\nn1[\"build\"]\nn3((\"check\"))\nend",
            "n1[\"build\"]",
            "n0 -->|\"yes\"| n1",
            "n1 -->|\"yes\"| n2",
            "n1 <-.-> n3",
            "n3 ~~~ n4",
            "style n0 fill:#000080,color:#ffffff",
            "linkStyle 2 stroke:#ff0000",
        ] {
            assert!(made.contains(line), "{line}: {made}");
        }
        // The second of two edges of a strict graph is the first.
        assert_eq!(made.matches("n0 --").count(), 1, "{made}");
        let plain = flowchart("graph { a -- b; b [shape=diamond] }").unwrap();
        assert_eq!(plain, "flowchart TB\nn0([\"a\"])\nn1{\"b\"}\nn0 --- n1\n");
    }

    #[test]
    fn what_would_be_lost_is_named_where_it_stands() {
        for (graph, at, said) in [
            ("digraph { a [shape=house] }", 13..24, "the shape `house` is not drawn"),
            ("digraph { a [label=<<b>x</b>>] }", 13..29, "`label` in HTML is not drawn"),
            ("digraph { a -> b [headlabel=x] }", 18..29, "`headlabel` is not drawn"),
            ("digraph { a:f0 -> b }", 12..14, "the port `f0` is not drawn"),
            ("digraph { a [shape=record, label=\"x|y\"] }", 27..38, "fields of records are not drawn"),
            ("digraph { a -- b }", 12..14, "a `->` is expected"),
            ("digraph { a -> b", 15..16, "a `}` is expected"),
            ("flowchart LR", 0..9, "`graph` or `digraph` is expected"),
            ("digraph { a \u{a7} }", 12..14, "`\u{a7}` belongs to no graph"),
        ] {
            assert_eq!(flowchart(graph), Err(Unknown { message: said.to_owned(), at }), "{graph}");
        }
    }

    #[test]
    fn no_source_ends_the_reader() {
        for part in
            ["{", "digraph{a->", "[", "a[b=", "\"", "<", "subgraph cluster{", "a:", "--", "/*", "\u{e9}", "+"]
        {
            for source in [part.repeat(300), format!("digraph {{ {part}"), format!("graph {{ a {part} b }}")]
            {
                let _ = flowchart(&source);
            }
        }
    }
}
