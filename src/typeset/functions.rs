//! Functions of the theme that are asked for values: how wide words are, where parts go.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use comemo::Track;
use typst::World;
use typst::diag::{At, SourceResult};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{
    Content, Context, Func, Module, StyleChain, StyledElem, Styles, Target, TargetElem, Value,
};
use typst::introspection::{EmptyIntrospector, Introspector, Location};
use typst::syntax::Span;
use typst::utils::Protected;

use super::{Fault, Job, LIBRARY, unharmed};

/// The place from which the theme measures: what is measured is nowhere yet.
const NOWHERE: u128 = 1;

/// A file of the theme whose functions may measure what is set as on a sheet.
pub(crate) struct Functions {
    job: Job,
    module: Module,
    styles: Styles,
}

impl Job {
    /// The module of the file that the job starts from, and what was remarked on it.
    pub(super) fn module(&self) -> SourceResult<(Module, Sink)> {
        let world: &dyn World = self;
        let source = world.source(world.main()).at(Span::detached())?;
        let (mut sink, traced, route) = (Sink::new(), Traced::default(), Route::default());
        let (traced, route) = (traced.track(), route.track());
        let module = typst_eval::eval(world.track(), &LIBRARY, traced, sink.track_mut(), route, &source)?;
        Ok((module, sink))
    }
}

impl Functions {
    /// Those of the file that a job starts from. Its function `typed` says how all is set that stands on its
    /// sheets. The error lists every fault that the engine found.
    pub fn of(job: Job) -> Result<Self, Vec<Fault>> {
        let (module, _) = unharmed(|| job.module())?.map_err(|found| job.faults(&found))?;
        let mut functions = Self { job, module, styles: Styles::new() };
        let typed = functions.value("typed", &[Json::from("")])?.display();
        functions.styles = styles_of(typed);
        Ok(functions)
    }

    /// What a name of the file stands for.
    pub fn constant<T: DeserializeOwned>(&self, name: &str) -> Result<T, Vec<Fault>> {
        let value = self.module.scope().get(name).map(|binding| binding.read().clone());
        read(name, &value.ok_or_else(|| missing(name))?)
    }

    /// What a function of the file says of its arguments.
    pub fn call<T: DeserializeOwned>(&self, name: &str, arguments: &[Json]) -> Result<T, Vec<Fault>> {
        read(name, &self.value(name, arguments)?)
    }

    fn value(&self, name: &str, arguments: &[Json]) -> Result<Value, Vec<Fault>> {
        let function = self.module.scope().get(name).map(|binding| binding.read().clone());
        let function: Func = function.and_then(|it| it.cast().ok()).ok_or_else(|| missing(name))?;
        let arguments: Result<Vec<Value>, _> =
            arguments.iter().map(|argument| serde_json::from_value(argument.clone())).collect();
        let arguments = arguments.map_err(|error| vec![Fault::saying(error.to_string())])?;
        let target = TargetElem::target.set(Target::Paged).wrap();
        let base = StyleChain::new(&LIBRARY.styles);
        let base = base.chain(&target);
        let styles = base.chain(&self.styles);
        let context = Context::new(Some(Location::new(NOWHERE)), Some(styles));
        with_engine(&self.job, |engine| function.call(engine, context.track(), arguments))
    }
}

fn missing(name: &str) -> Vec<Fault> {
    vec![Fault::saying(format!("the theme has no `{name}`, which the program asks for"))]
}

fn read<T: DeserializeOwned>(name: &str, value: &Value) -> Result<T, Vec<Fault>> {
    let json = serde_json::to_value(value).map_err(|error| error.to_string());
    let read = json.and_then(|json| serde_json::from_value(json).map_err(|error| error.to_string()));
    read.map_err(|error| {
        vec![Fault::saying(format!("what the theme says of `{name}` is of no use: {error}"))]
    })
}

/// The styles that a content has for all that stands in it.
fn styles_of(mut content: Content) -> Styles {
    let mut styles = Styles::new();
    while let Some(styled) = content.to_packed::<StyledElem>() {
        let mut inner = styled.styles.clone();
        inner.apply(styles);
        styles = inner;
        content = styled.child.clone();
    }
    styles
}

/// Does something with an engine that knows of no document.
fn with_engine<T>(job: &Job, work: impl FnOnce(&mut Engine) -> SourceResult<T>) -> Result<T, Vec<Fault>> {
    let (world, nothing): (&dyn World, &dyn Introspector) = (job, &EmptyIntrospector);
    let (mut sink, traced) = (Sink::new(), Traced::default());
    let mut engine = Engine {
        library: &LIBRARY,
        world: world.track(),
        introspector: Protected::new(nothing.track()),
        traced: traced.track(),
        sink: sink.track_mut(),
        route: Route::default(),
    };
    let made = unharmed(|| work(&mut engine))?.map_err(|found| job.faults(&found))?;
    let delayed = sink.delayed();
    if delayed.is_empty() { Ok(made) } else { Err(job.faults(&delayed)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn functions(size: u32) -> Functions {
        let mut job = Job::new("/theme/a.typ", &[]);
        let typed = format!("#let typed(body) = {{ set text(size: {size}pt); body }}\n");
        let rest =
            "#let width(words) = measure(words).width / 1pt\n#let number = 3\n#let fails() = panic(\"no\")\n";
        Job::file(&mut job, "/theme/a.typ", typed + rest);
        Functions::of(job).unwrap()
    }

    #[test]
    fn what_is_measured_is_set_as_on_a_sheet() {
        let width = |size| functions(size).call::<f64>("width", &[Json::from("nn")]).unwrap();
        assert!(width(10) > 1.0 && (width(20) - 2.0 * width(10)).abs() < 1e-6, "{} {}", width(10), width(20));
        assert_eq!(functions(10).constant::<u32>("number").unwrap(), 3);
    }

    #[test]
    fn faults_have_names_and_places() {
        let functions = functions(10);
        let of = |name: &str| functions.call::<f64>(name, &[]).unwrap_err().remove(0);
        assert!(of("nothing").message.contains("`nothing`"), "{:?}", of("nothing"));
        assert_eq!(of("fails").place.as_deref(), Some("/theme/a.typ:4:16"));
        let fault = functions.constant::<String>("number").unwrap_err().remove(0);
        assert!(fault.message.contains("`number`"), "{fault:?}");
    }
}
