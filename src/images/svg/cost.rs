//! What a drawing costs before a pixel of it is drawn. A few hundred bytes can ask for a billion
//! shapes: a pattern of patterns, a marker on each corner of a long line, a mask on each of a
//! thousand things. The parts that draw it follow every reference each time it is met, so this
//! counts as they would, without drawing, and gives up at a bound.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};
use svgtypes::{PathParser, PathSegment};
use usvg::roxmltree::{Document, Node, NodeId};

/// Elements, whether they are drawn or not.
const MOST_ELEMENTS: usize = 200_000;
/// Attributes of one element. Reading them takes time that grows with their square.
const MOST_ATTRIBUTES: usize = 1_000;
/// The sum of those squares.
const MOST_PAIRS: usize = 40_000_000;
/// Elements within elements, with those that are referred to.
const DEEPEST: usize = 256;
/// Shapes that are drawn, with an eighth for each part of a path.
const MOST_SHAPES: f64 = 150_000.0;
/// Comparisons of an element with a selector.
const MOST_COMPARISONS: f64 = 10_000_000.0;
/// Elements that are looked at, where references lead in circles.
const MOST_VISITS: usize = 200_000;
/// Bytes of style sheets. Reading them takes time that grows with their square.
pub(super) const MOST_STYLE: usize = 128 << 10;
/// Stops of one gradient.
const MOST_STOPS: usize = 1_000;
/// The radius of an arc in units. Larger ones come apart into ever more curves.
const LARGEST_ARC: f64 = 1e9;

/// Elements that are drawn only where something refers to them.
const DEFINITIONS: [&str; 12] = [
    "clipPath",
    "defs",
    "desc",
    "filter",
    "linearGradient",
    "marker",
    "mask",
    "metadata",
    "pattern",
    "radialGradient",
    "style",
    "symbol",
];
/// Properties that an element has from those around it.
const INHERITED: [&str; 6] = ["fill", "stroke", "marker", "marker-start", "marker-mid", "marker-end"];
/// Properties that concern an element as a whole.
const WHOLE: [&str; 3] = ["mask", "clip-path", "filter"];

/// Why a text is not even parsed.
pub(crate) fn of_text(text: &str) -> Result<(), String> {
    let (mut elements, mut comparisons) = (0, 0);
    // A `<` stands nowhere within a tag, and each value stands between two quotes.
    for tag in text.split('<').skip(1) {
        let attributes = tag.matches(['"', '\'']).count() / 2;
        elements += usize::from(!tag.starts_with('/'));
        comparisons += attributes * attributes;
        if attributes > MOST_ATTRIBUTES {
            return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
    }
    if elements > MOST_ELEMENTS {
        return Err(format!("it has more than {MOST_ELEMENTS} elements"));
    }
    if comparisons > MOST_PAIRS {
        return Err("too many of its elements have hundreds of attributes".to_owned());
    }
    Ok(())
}

/// Why a drawing would take too long; else how many shapes it draws.
pub(crate) fn of_document(document: &Document) -> Result<f64, String> {
    let sheet = style_sheet(document)?;
    let mut elements = 0.0;
    let mut deepest = 0;
    // The depth is kept along the way, since asking each node for its ancestors takes their number each time.
    let mut waiting = vec![(document.root_element(), 1)];
    while let Some((node, depth)) = waiting.pop() {
        elements += 1.0;
        deepest = deepest.max(depth);
        waiting.extend(node.children().filter(Node::is_element).map(|child| (child, depth + 1)));
    }
    if deepest > DEEPEST {
        return Err(format!("its elements are nested more than {DEEPEST} deep"));
    }
    let comparisons: f64 = sheet.rules.iter().map(|rule| tries(rule, deepest)).sum::<f64>() * elements;
    if comparisons > MOST_COMPARISONS {
        return Err("its style sheet has too many rules for so many elements".to_owned());
    }
    let mut ids: HashMap<&str, Vec<Node>> = HashMap::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_default().push(node);
        }
    }
    let mut scale = Scale {
        ids,
        rules: sheet
            .rules
            .iter()
            .filter(|rule| rule.declarations.iter().any(|d| d.value.contains("url(")))
            .collect(),
        own: HashMap::new(),
        known: HashMap::new(),
        open: HashSet::new(),
        fills: 0,
        circle: false,
        visits: 0,
    };
    let shapes = scale.estimate(document.root_element(), 0)?;
    if shapes > MOST_SHAPES {
        return Err(format!("it draws more than {MOST_SHAPES} shapes, counted as often as they are drawn"));
    }
    Ok(shapes)
}

fn style_sheet<'d>(document: &'d Document) -> Result<StyleSheet<'d>, String> {
    let styles = document.descendants().filter(|node| node.tag_name().name() == "style");
    let styles: Vec<&str> = styles.filter_map(|style| style.text()).collect();
    if styles.iter().map(|style| style.len()).sum::<usize>() > MOST_STYLE {
        return Err(format!("its style sheets have more than {} KiB", MOST_STYLE >> 10));
    }
    let mut sheet = StyleSheet::new();
    styles.into_iter().for_each(|style| sheet.parse_more(style));
    Ok(sheet)
}

/// How often a selector may be compared for one element: `a b` tries every ancestor for `a`.
pub(super) fn tries(rule: &simplecss::Rule, deepest: usize) -> f64 {
    let combinators = rule.selector.to_string().split_whitespace().count().saturating_sub(1);
    (deepest as f64).powf(combinators as f64)
}

/// An element without what stands within it.
struct Own<'d> {
    weight: f64,
    /// What each shape within it may draw again.
    inherited: Vec<Node<'d, 'd>>,
    /// What it draws itself through.
    whole: Vec<Node<'d, 'd>>,
    /// What it draws in its place.
    linked: Vec<Node<'d, 'd>>,
}

/// Weighs elements with all that they draw.
struct Scale<'s, 'd> {
    /// All elements of each name: where several have one, some references mean the first and
    /// others the last, so any may be drawn.
    ids: HashMap<&'d str, Vec<Node<'d, 'd>>>,
    /// Rules that refer to something.
    rules: Vec<&'s simplecss::Rule<'d>>,
    own: HashMap<NodeId, Rc<Own<'d>>>,
    known: HashMap<NodeId, f64>,
    /// The elements that are being weighed.
    open: HashSet<NodeId>,
    /// How many of them are patterns, masks, clips and filters.
    fills: usize,
    /// Whether something was met again within itself. It is not drawn there, so what was
    /// weighed on the way holds only there.
    circle: bool,
    visits: usize,
}

impl<'d> Scale<'_, 'd> {
    /// The weight of what an element draws, without its place among definitions.
    fn estimate(&mut self, node: Node<'d, 'd>, depth: usize) -> Result<f64, String> {
        if let Some(weight) = self.known.get(&node.id()) {
            return Ok(*weight);
        }
        self.visits += 1;
        if depth > DEEPEST {
            return Err(format!("its references are nested more than {DEEPEST} deep"));
        }
        if self.visits > MOST_VISITS + self.known.len() {
            return Err("its references lead in too many circles".to_owned());
        }
        let name = node.tag_name().name();
        if !self.open.insert(node.id()) {
            // Circles of these are followed until there is no more room on the stack.
            if self.fills > 0 {
                return Err("a pattern, a mask, a clip or a filter in it draws itself".to_owned());
            }
            self.circle = true;
            return Ok(0.0);
        }
        let fill = usize::from(matches!(name, "pattern" | "mask" | "clipPath" | "filter"));
        self.fills += fill;
        let around = std::mem::replace(&mut self.circle, false);
        let own = self.own(node)?;
        let mut weight = own.weight;
        for child in node.children().filter(Node::is_element) {
            // What a text holds is in its own weight.
            if name != "text" && !DEFINITIONS.contains(&child.tag_name().name()) {
                weight += self.estimate(child, depth + 1)?;
            }
        }
        for target in &own.linked {
            weight += self.estimate(*target, depth + 1)?;
        }
        // Each shape within draws these again.
        let mut again = 1.0;
        for target in &own.inherited {
            again += self.paint(*target, depth)?;
        }
        weight *= again;
        for target in &own.whole {
            weight += self.estimate(*target, depth + 1)?;
        }
        self.fills -= fill;
        self.open.remove(&node.id());
        if !self.circle {
            self.known.insert(node.id(), weight);
        }
        self.circle |= around;
        Ok(weight)
    }

    /// The weight of a pattern, a marker or a gradient.
    fn paint(&mut self, target: Node<'d, 'd>, depth: usize) -> Result<f64, String> {
        if !matches!(target.tag_name().name(), "linearGradient" | "radialGradient") {
            return self.estimate(target, depth + 1);
        }
        let stops = target.children().filter(Node::is_element).count();
        if stops > MOST_STOPS {
            return Err(format!("a gradient has more than {MOST_STOPS} stops"));
        }
        Ok(stops as f64 / 64.0)
    }

    /// What an element is by itself, found out once.
    fn own(&mut self, node: Node<'d, 'd>) -> Result<Rc<Own<'d>>, String> {
        if let Some(own) = self.own.get(&node.id()) {
            return Ok(Rc::clone(own));
        }
        let name = node.tag_name().name();
        let mut inherited = self.named(node, &INHERITED);
        if name == "text" {
            let within = node.descendants().skip(1).filter(Node::is_element);
            inherited.extend(within.flat_map(|span| self.named(span, &INHERITED)));
        }
        let own = Rc::new(Own {
            weight: if name == "text" { words(node) } else { 1.0 + parts(node)? },
            inherited,
            whole: self.named(node, &WHOLE),
            linked: if matches!(name, "use" | "pattern" | "feImage") {
                self.linked(node)
            } else {
                Vec::new()
            },
        });
        self.own.insert(node.id(), Rc::clone(&own));
        Ok(own)
    }

    /// The elements that the addresses of an element name.
    fn linked(&self, node: Node<'d, 'd>) -> Vec<Node<'d, 'd>> {
        let addresses = node.attributes().filter(|attribute| attribute.name() == "href");
        let ids = addresses.filter_map(|address| address.value().trim().strip_prefix('#'));
        ids.flat_map(|id| self.of_name(id)).collect()
    }

    fn of_name(&self, id: &str) -> impl Iterator<Item = Node<'d, 'd>> {
        self.ids.get(id).into_iter().flatten().copied()
    }

    /// The elements that some properties of an element name, wherever they are given.
    fn named(&self, node: Node<'d, 'd>, properties: &[&str]) -> Vec<Node<'d, 'd>> {
        let mut values: Vec<&str> = Vec::new();
        let own = node.attributes().filter(|attribute| properties.contains(&attribute.name()));
        values.extend(own.map(|attribute| attribute.value()));
        if let Some(style) = node.attribute("style") {
            let declarations = DeclarationTokenizer::from(style).filter(|d| properties.contains(&d.name));
            values.extend(declarations.map(|declaration| declaration.value));
        }
        for rule in &self.rules {
            let wanted = rule.declarations.iter().filter(|d| properties.contains(&d.name));
            let wanted: Vec<&str> = wanted.map(|declaration| declaration.value).collect();
            if !wanted.is_empty() && rule.selector.matches(&Styled(node)) {
                values.extend(wanted);
            }
        }
        let ids = values.into_iter().flat_map(|value| value.split("url(").skip(1)).filter_map(|rest| {
            let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
            rest.strip_prefix('#')?.split([')', '"', '\'']).next().map(str::trim_end)
        });
        ids.flat_map(|id| self.of_name(id)).collect()
    }
}

/// An eighth for each part of a path, and what pictures within a drawing take.
fn parts(node: Node) -> Result<f64, String> {
    let mut count = 0_u32;
    match node.tag_name().name() {
        "path" => {
            for segment in PathParser::from(node.attribute("d").unwrap_or_default()) {
                // What follows a fault is not drawn.
                let Ok(segment) = segment else { break };
                if let PathSegment::EllipticalArc { rx, ry, .. } = segment
                    && rx.abs().max(ry.abs()) > LARGEST_ARC
                {
                    return Err(format!("an arc has a radius of more than {LARGEST_ARC} units"));
                }
                count += 1;
            }
            Ok(f64::from(count) / 8.0)
        }
        "polygon" | "polyline" => Ok(node.attribute("points").map_or(0, str::len) as f64 / 32.0),
        "image" => {
            let nested = node.attributes().filter_map(|it| nested(it.value())).sum::<Result<f64, _>>()?;
            Ok(nested
                + node.attributes().map(|attribute| attribute.value().len()).sum::<usize>() as f64 / 2048.0)
        }
        _ => Ok(0.0),
    }
}

/// The weight of a drawing that stands in an address.
fn nested(address: &str) -> Option<Result<f64, String>> {
    use base64::Engine;
    let packed = address.strip_prefix(super::NESTED)?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(packed).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let document = Document::parse(&text).ok()?;
    Some(of_text(&text).and_then(|()| of_document(&document)))
}

/// The weight of words. To set them takes time that grows with the square of their letters, and
/// with the product of letters and spans.
fn words(text: Node) -> f64 {
    let (mut letters, mut spans) = (0.0, 0.0);
    for node in text.descendants() {
        spans += f64::from(u8::from(node.is_element()));
        letters += if node.is_text() { node.text().unwrap_or_default().chars().count() as f64 } else { 0.0 };
    }
    1.0 + 2.0 * letters + letters * letters / 5_000.0 + letters * spans / 6.0
}

/// An element as style sheets see it.
pub(super) struct Styled<'d>(pub Node<'d, 'd>);

impl Element for Styled<'_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Self)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Self)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}
