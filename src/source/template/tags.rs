//! Tags and blocks of the language: the engine's, and ours where places have to be kept, cost has to
//! be bounded, or what is missing must not end the page.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;

use liquid_core::model::{
    ArrayView, DisplayCow, KString, KStringCow, KStringRef, ScalarCow, State as ValueState, Value, ValueCow,
};
use liquid_core::parser::{BlockElement, FilterChain, TryMatchToken};
use liquid_core::runtime::{Interrupt, InterruptRegister, PartialStore, Registers, StackFrame};
use liquid_core::{
    BlockReflection, Error, Expression, Language, ParseBlock, ParseTag, Renderable, Result, Runtime,
    TagBlock, TagReflection, TagTokenIter, Template, ValueView,
};
use liquid_lib::stdlib;

use super::{
    END, Fault, LARGEST_VALUE, MOST_DEPTH, MOST_TURNS, ORIGIN, Piece, Shared, lock, plain, without_marks,
};
use crate::model::Span;

/// What a page's evaluation carries along.
#[derive(Default)]
pub(super) struct State {
    /// What is noted of the page.
    pub shared: Shared,
    turns: usize,
    depth: usize,
}

/// Adds tags and blocks to a language.
pub(super) fn register(language: &mut Language) {
    let blocks: [(&str, Box<dyn ParseBlock>); 6] = [
        ("if", Box::new(stdlib::IfBlock)),
        ("unless", Box::new(stdlib::UnlessBlock)),
        ("case", Box::new(stdlib::CaseBlock)),
        ("ifchanged", Box::new(stdlib::IfChangedBlock)),
        ("for", Box::new(For)),
        ("capture", Box::new(Capture)),
    ];
    for (name, block) in blocks {
        language.blocks.register(name.to_owned(), block);
    }
    let tags: [(&str, Box<dyn ParseTag>); 7] = [
        ("break", Box::new(stdlib::BreakTag)),
        ("continue", Box::new(stdlib::ContinueTag)),
        ("increment", Box::new(stdlib::IncrementTag)),
        ("decrement", Box::new(stdlib::DecrementTag)),
        ("show", Box::new(Show)),
        ("assign", Box::new(Assign)),
        ("include", Box::new(Include)),
    ];
    for (name, tag) in tags {
        language.tags.register(name.to_owned(), tag);
    }
}

/// A value that is not there: empty to whoever asks, so that nothing fails for want of it.
#[derive(Debug)]
struct Missing;

static MISSING: Missing = Missing;
static NOTHING: Value = Value::Nil;

impl ValueView for Missing {
    fn as_debug(&self) -> &dyn fmt::Debug {
        self
    }
    fn render(&self) -> DisplayCow<'_> {
        NOTHING.render()
    }
    fn source(&self) -> DisplayCow<'_> {
        NOTHING.source()
    }
    fn type_name(&self) -> &'static str {
        "nil"
    }
    fn query_state(&self, state: ValueState) -> bool {
        !matches!(state, ValueState::Truthy)
    }
    fn to_kstr(&self) -> KStringCow<'_> {
        KStringCow::from_static("")
    }
    fn to_value(&self) -> Value {
        Value::Nil
    }
    fn as_array(&self) -> Option<&dyn ArrayView> {
        Some(self)
    }
}

impl ArrayView for Missing {
    fn as_value(&self) -> &dyn ValueView {
        self
    }
    fn size(&self) -> i64 {
        0
    }
    fn values<'k>(&'k self) -> Box<dyn Iterator<Item = &'k dyn ValueView> + 'k> {
        Box::new(std::iter::empty())
    }
    fn contains_key(&self, _index: i64) -> bool {
        false
    }
    fn get(&self, _index: i64) -> Option<&dyn ValueView> {
        None
    }
}

/// A runtime to which nothing is unknown, as in Ruby's Liquid.
pub(super) struct Lenient<R>(pub R);

impl<R: Runtime> Runtime for Lenient<R> {
    fn partials(&self) -> &dyn PartialStore {
        self.0.partials()
    }
    fn name(&self) -> Option<KStringRef<'_>> {
        self.0.name()
    }
    fn roots(&self) -> BTreeSet<KStringCow<'_>> {
        self.0.roots()
    }
    fn try_get(&self, path: &[ScalarCow<'_>]) -> Option<ValueCow<'_>> {
        Some(self.0.try_get(path).filter(|value| !value.is_nil()).unwrap_or(ValueCow::Borrowed(&MISSING)))
    }
    fn get(&self, path: &[ScalarCow<'_>]) -> Result<ValueCow<'_>> {
        self.try_get(path).ok_or_else(|| Error::with_msg("missing"))
    }
    fn set_global(&self, name: KString, value: Value) -> Option<Value> {
        self.0.set_global(name, value)
    }
    fn set_index(&self, name: KString, value: Value) -> Option<Value> {
        self.0.set_index(name, value)
    }
    fn get_index<'a>(&'a self, name: &str) -> Option<ValueCow<'a>> {
        self.0.get_index(name)
    }
    fn registers(&self) -> &Registers {
        self.0.registers()
    }
}

/// Notes a fault at the piece of a number.
fn fault(runtime: &dyn Runtime, piece: usize, message: String, hint: &str) {
    let shared = runtime.registers().get_mut::<State>().shared.clone();
    let mut notes = lock(&shared);
    let span = match notes.pieces.get(piece) {
        Some(Piece::Origin(span)) => *span,
        _ => Span::default(),
    };
    let fault = Fault { span, message, hint: hint.to_owned() };
    if !notes.faults.contains(&fault) {
        notes.faults.push(fault);
    }
}

/// One turn more of what takes time. The error says that there are too many.
fn turn(runtime: &dyn Runtime) -> Result<()> {
    let mut state = runtime.registers().get_mut::<State>();
    state.turns += 1;
    if state.turns > MOST_TURNS {
        return Err(Error::with_msg(format!("its loops take more than {MOST_TURNS} turns")));
    }
    Ok(())
}

/// About how many bytes a value has.
fn weight(value: &dyn ValueView) -> usize {
    if let Some(array) = value.as_array() {
        array.values().map(weight).sum::<usize>() + 16
    } else if let Some(object) = value.as_object() {
        object.iter().map(|(key, value)| key.len() + weight(value)).sum::<usize>() + 16
    } else {
        value.to_kstr().len() + 16
    }
}

fn number(arguments: &mut TagTokenIter<'_>) -> Result<usize> {
    let literal = arguments.expect_next("number expected")?.expect_literal().into_result()?;
    literal
        .into_scalar()
        .and_then(|scalar| scalar.to_integer())
        .and_then(|n| usize::try_from(n).ok())
        .ok_or_else(|| Error::with_msg("number expected"))
}

macro_rules! tag {
    ($type:ident, $name:literal) => {
        impl TagReflection for $type {
            fn tag(&self) -> &str {
                $name
            }
            fn description(&self) -> &str {
                ""
            }
        }
    };
}

macro_rules! block {
    ($type:ident, $name:literal, $end:literal) => {
        impl BlockReflection for $type {
            fn start_tag(&self) -> &str {
                $name
            }
            fn end_tag(&self) -> &str {
                $end
            }
            fn description(&self) -> &str {
                ""
            }
        }
    };
}

/// `{{ … }}`, with the number of its place.
#[derive(Debug, Clone, Copy)]
struct Show;

tag!(Show, "show");

impl ParseTag for Show {
    fn parse(&self, mut arguments: TagTokenIter<'_>, options: &Language) -> Result<Box<dyn Renderable>> {
        let place = number(&mut arguments)?;
        let chain = arguments.expect_next("value expected")?.expect_filter_chain(options).into_result()?;
        let path = match arguments.next() {
            Some(path) => Some(path.expect_literal().into_result()?.to_kstr().to_string()),
            None => None,
        };
        arguments.expect_nothing()?;
        Ok(Box::new(Shown { place, chain, path }))
    }

    fn reflection(&self) -> &dyn TagReflection {
        self
    }
}

#[derive(Debug)]
struct Shown {
    place: usize,
    chain: FilterChain,
    /// What to call it where it has no value.
    path: Option<String>,
}

impl Renderable for Shown {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        // What a filter refuses is nothing, as in Ruby's Liquid.
        let Ok(value) = self.chain.evaluate(runtime) else { return Ok(()) };
        if let Some(path) = self.path.as_deref().filter(|_| value.type_name() == "nil") {
            let hint = match path.split_once('.') {
                Some(("site", key)) => format!("add `{key}` under `site:` in `phasebook.yaml`"),
                Some((_, key)) => format!("add `{key}:` to the page's front matter"),
                None => "phasebook knows `site.…` and `page.…`".to_owned(),
            };
            fault(runtime, self.place, format!("`{path}` has no value"), &hint);
            return Ok(());
        }
        let text = value.to_kstr();
        let text = if value.as_array().is_some() || value.as_object().is_some() {
            value.render().to_string()
        } else {
            text.to_string()
        };
        write!(writer, "{ORIGIN}{}{END}{}", self.place, without_marks(&text)).map_err(too_much)
    }
}

fn too_much(error: std::io::Error) -> Error {
    Error::with_msg(error.to_string())
}

/// `{% assign name = … %}`.
#[derive(Debug, Clone, Copy)]
struct Assign;

tag!(Assign, "assign");

impl ParseTag for Assign {
    fn parse(&self, mut arguments: TagTokenIter<'_>, options: &Language) -> Result<Box<dyn Renderable>> {
        let name = arguments.expect_next("name expected")?.expect_identifier().into_result()?.to_owned();
        arguments.expect_next("`=` expected")?.expect_str("=").into_result_custom_msg("`=` expected")?;
        let chain = arguments.expect_next("value expected")?.expect_filter_chain(options).into_result()?;
        arguments.expect_nothing()?;
        Ok(Box::new(Assigned { name: name.into(), chain }))
    }

    fn reflection(&self) -> &dyn TagReflection {
        self
    }
}

#[derive(Debug)]
struct Assigned {
    name: KString,
    chain: FilterChain,
}

impl Renderable for Assigned {
    fn render_to(&self, _writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        turn(runtime)?;
        let value = self.chain.evaluate(runtime).map_or(Value::Nil, ValueCow::into_owned);
        if weight(&value) > LARGEST_VALUE.max(weight_of_site(runtime)) {
            return Err(Error::with_msg(format!("`{}` grows beyond {LARGEST_VALUE} bytes", self.name)));
        }
        runtime.set_global(self.name.clone(), value);
        Ok(())
    }
}

/// Lists of the site's own pages may be assigned, however long.
fn weight_of_site(runtime: &dyn Runtime) -> usize {
    runtime.try_get(&[ScalarCow::new("site")]).map_or(0, |site| weight(site.as_view()))
}

/// `{% capture name %}`: what is captured is plain text, without marks.
#[derive(Debug, Clone, Copy)]
struct Capture;

block!(Capture, "capture", "endcapture");

impl ParseBlock for Capture {
    fn parse(
        &self,
        mut arguments: TagTokenIter<'_>,
        mut block: TagBlock<'_, '_>,
        options: &Language,
    ) -> Result<Box<dyn Renderable>> {
        let name = arguments.expect_next("name expected")?;
        let name = match name.expect_identifier() {
            TryMatchToken::Matches(name) => name.to_owned(),
            TryMatchToken::Fails(name) => name.expect_literal().into_result()?.to_kstr().to_string(),
        };
        arguments.expect_nothing()?;
        let template = Template::new(block.parse_all(options)?);
        block.assert_empty();
        Ok(Box::new(Captured { name: name.into(), template }))
    }

    fn reflection(&self) -> &dyn BlockReflection {
        self
    }
}

#[derive(Debug)]
struct Captured {
    name: KString,
    template: Template,
}

impl Renderable for Captured {
    fn render_to(&self, _writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        turn(runtime)?;
        let mut bytes = super::Bounded { bytes: Vec::new(), most: LARGEST_VALUE };
        self.template.render_to(&mut bytes, runtime)?;
        let shared = runtime.registers().get_mut::<State>().shared.clone();
        let text = plain(&String::from_utf8_lossy(&bytes.bytes), &lock(&shared).pieces);
        if text.len() > LARGEST_VALUE {
            return Err(Error::with_msg(format!("`{}` grows beyond {LARGEST_VALUE} bytes", self.name)));
        }
        runtime.set_global(self.name.clone(), Value::scalar(text));
        Ok(())
    }
}

/// `{% for item in list limit:2 offset:1 reversed %}`.
#[derive(Debug, Clone, Copy)]
struct For;

block!(For, "for", "endfor");

/// What a loop goes through.
#[derive(Debug)]
enum Items {
    Of(Expression),
    Between(Expression, Expression),
}

#[derive(Debug)]
struct Loop {
    name: KString,
    items: Items,
    limit: Option<Expression>,
    offset: Option<Expression>,
    reversed: bool,
    body: Template,
    otherwise: Option<Template>,
}

impl ParseBlock for For {
    fn parse(
        &self,
        mut arguments: TagTokenIter<'_>,
        mut block: TagBlock<'_, '_>,
        options: &Language,
    ) -> Result<Box<dyn Renderable>> {
        let name = arguments.expect_next("name expected")?.expect_identifier().into_result()?.to_owned();
        arguments.expect_next("`in` expected")?.expect_str("in").into_result_custom_msg("`in` expected")?;
        let items = match arguments.expect_next("list expected")?.expect_value() {
            TryMatchToken::Matches(list) => Items::Of(list),
            TryMatchToken::Fails(token) => {
                let (start, stop) = token.expect_range().into_result()?;
                Items::Between(start, stop)
            }
        };
        let (mut limit, mut offset, mut reversed) = (None, None, false);
        while let Some(token) = arguments.next() {
            match token.as_str() {
                "limit" => limit = Some(attribute(&mut arguments)?),
                "offset" => offset = Some(attribute(&mut arguments)?),
                "reversed" => reversed = true,
                "," => {}
                _ => return Err(Error::with_msg("`limit`, `offset` or `reversed` expected")),
            }
        }
        let (mut body, mut otherwise) = (Vec::new(), None);
        while let Some(element) = block.next()? {
            match element {
                BlockElement::Tag(tag) if tag.name() == "else" => {
                    otherwise = Some(Template::new(block.parse_all(options)?));
                    break;
                }
                BlockElement::Tag(tag) => body.push(tag.parse(&mut block, options)?),
                element => body.push(element.parse(&mut block, options)?),
            }
        }
        block.assert_empty();
        let body = Template::new(body);
        Ok(Box::new(Loop { name: name.into(), items, limit, offset, reversed, body, otherwise }))
    }

    fn reflection(&self) -> &dyn BlockReflection {
        self
    }
}

fn attribute(arguments: &mut TagTokenIter<'_>) -> Result<Expression> {
    arguments.expect_next("`:` expected")?.expect_str(":").into_result_custom_msg("`:` expected")?;
    arguments.expect_next("value expected")?.expect_value().into_result()
}

/// A whole number that an expression gives.
fn whole(expression: &Expression, runtime: &dyn Runtime) -> Option<i64> {
    expression.try_evaluate(runtime)?.as_scalar()?.to_integer()
}

/// The items of a list; of a map, pairs of key and value; of a text, itself.
fn items(value: &dyn ValueView) -> Vec<ValueCow<'_>> {
    if let Some(array) = value.as_array() {
        array.values().map(ValueCow::Borrowed).collect()
    } else if let Some(object) = value.as_object() {
        let mut pairs: Vec<(KStringCow<'_>, &dyn ValueView)> = object.iter().collect();
        pairs.sort_by(|a, b| a.0.as_str().cmp(b.0.as_str()));
        let pair = |(key, value): (KStringCow<'_>, &dyn ValueView)| {
            ValueCow::Owned(Value::Array(vec![Value::scalar(key.into_owned()), value.to_value()]))
        };
        pairs.into_iter().map(pair).collect()
    } else if value.is_scalar() && !value.to_kstr().is_empty() {
        vec![ValueCow::Borrowed(value)]
    } else {
        Vec::new()
    }
}

impl Renderable for Loop {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        let list = match &self.items {
            Items::Of(list) => list.try_evaluate(runtime).unwrap_or(ValueCow::Borrowed(&MISSING)),
            Items::Between(start, stop) => {
                let (start, stop) = (whole(start, runtime).unwrap_or(0), whole(stop, runtime).unwrap_or(0));
                let stop = stop.min(start.saturating_add(MOST_TURNS as i64));
                ValueCow::Owned(Value::Array((start..=stop).map(Value::scalar).collect()))
            }
        };
        let mut items = items(list.as_view());
        let number = |expression: &Option<Expression>| {
            expression.as_ref().and_then(|expression| usize::try_from(whole(expression, runtime)?).ok())
        };
        items.drain(..number(&self.offset).unwrap_or(0).min(items.len()));
        items.truncate(number(&self.limit).unwrap_or(usize::MAX));
        if self.reversed {
            items.reverse();
        }
        if items.is_empty() {
            return self.otherwise.as_ref().map_or(Ok(()), |template| template.render_to(writer, runtime));
        }
        let length = items.len();
        for (at, item) in items.into_iter().enumerate() {
            turn(runtime)?;
            let forloop = stdlib::ForloopObject::new(at, length);
            let mut frame: std::collections::BTreeMap<KStringRef<'_>, &dyn ValueView> =
                std::collections::BTreeMap::new();
            frame.insert("forloop".into(), &forloop);
            frame.insert(self.name.as_ref(), &item);
            let scope = Lenient(StackFrame::new(runtime, &frame));
            self.body.render_to(writer, &scope)?;
            if matches!(scope.registers().get_mut::<InterruptRegister>().reset(), Some(Interrupt::Break)) {
                break;
            }
        }
        Ok(())
    }
}

/// `{% include name key=value %}`, with the number of its place.
#[derive(Debug, Clone, Copy)]
struct Include;

tag!(Include, "include");

#[derive(Debug)]
struct Included {
    place: usize,
    name: FilterChain,
    parameters: Vec<(KString, Expression)>,
}

impl ParseTag for Include {
    fn parse(&self, mut arguments: TagTokenIter<'_>, options: &Language) -> Result<Box<dyn Renderable>> {
        let place = number(&mut arguments)?;
        let name = arguments.expect_next("name expected")?.expect_filter_chain(options).into_result()?;
        let mut parameters = Vec::new();
        while let Some(key) = arguments.next() {
            let key = key.expect_identifier().into_result()?.to_owned();
            arguments.expect_next("`=` expected")?.expect_str("=").into_result_custom_msg("`=` expected")?;
            let value = arguments.expect_next("value expected")?.expect_value().into_result()?;
            parameters.push((key.into(), value));
        }
        Ok(Box::new(Included { place, name, parameters }))
    }

    fn reflection(&self) -> &dyn TagReflection {
        self
    }
}

impl Renderable for Included {
    fn render_to(&self, writer: &mut dyn Write, runtime: &dyn Runtime) -> Result<()> {
        turn(runtime)?;
        let name = self.name.evaluate(runtime).map(|name| name.to_kstr().to_string()).unwrap_or_default();
        let values: Vec<(KString, Value)> = self
            .parameters
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.try_evaluate(runtime)?.into_owned())))
            .collect();
        let parameters: liquid_core::Object = values.into_iter().collect();
        let deep = {
            let mut state = runtime.registers().get_mut::<State>();
            state.depth += 1;
            state.depth > MOST_DEPTH
        };
        let template = if deep {
            Err(format!("includes stand in one another more than {MOST_DEPTH} deep"))
        } else {
            runtime.partials().get(&name).map_err(|error| super::reason(&error))
        };
        let result = match template {
            Ok(template) => {
                let mut frame: std::collections::BTreeMap<KStringRef<'_>, &dyn ValueView> =
                    std::collections::BTreeMap::new();
                frame.insert("include".into(), &parameters);
                template.render_to(writer, &Lenient(StackFrame::new(runtime, &frame)))
            }
            Err(reason) => {
                let hint = "put the file into the folder of includes, or take the tag out";
                fault(runtime, self.place, format!("`{name}` cannot be included: {reason}"), hint);
                // The words that it was given would have been on the page.
                said(&parameters, self.place, writer)
            }
        };
        runtime.registers().get_mut::<State>().depth -= 1;
        result
    }
}

/// Prints those parameters of a file that is not there which are sentences.
fn said(parameters: &liquid_core::Object, place: usize, writer: &mut dyn Write) -> Result<()> {
    let mut texts: Vec<(&str, String)> =
        parameters.iter().map(|(key, value)| (key.as_str(), value.to_kstr().to_string())).collect();
    texts.sort();
    for (_, text) in texts.iter().filter(|(_, text)| text.split_whitespace().count() > 2) {
        write!(writer, "{ORIGIN}{place}{END}\n\n{}\n\n", without_marks(text)).map_err(too_much)?;
    }
    Ok(())
}
