//! Diagrams that pages write in Mermaid, or in Graphviz's language, drawn in the colours and the fonts of the book.
//!
//! The drawing is merman's (a port of Mermaid). This part gives it the theme ([`look`]), measures words
//! by the fonts that will set them ([`measure`]), bounds what is asked of it, and makes of its SVG one
//! that every format shows alike ([`finish`]). Graphs of Graphviz become Mermaid's flowcharts first ([`dot`]).

mod bounds;
mod dot;
mod dot_tokens;
mod finish;
mod look;
mod measure;

use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use merman::svg::{
    RenderResourcePolicy, ResolvedPresentation, SvgPipeline, SvgRenderOptions, TextMeasurementPolicy,
};
use typst::utils::hash128;

use merman::{
    OperationControl, RenderError, RenderOutput, RenderRequest, Renderer, SvgEnvironment, SvgRequest,
    TerminalDiagnostic,
};

use crate::fonts::Font;
use crate::theme::{PhaseColours, Theme};

/// Each diagram is a file of its own, so that one name does for all.
const NAME: &str = "d";

/// A language that diagrams are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Mermaid.
    Mermaid,
    /// Graphviz's.
    Dot,
}

impl Language {
    /// The language of fences of a name, where it is drawn.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "mermaid" => Some(Self::Mermaid),
            "dot" | "graphviz" | "gv" => Some(Self::Dot),
            _ => None,
        }
    }

    /// Its name, and what fences call it first.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Mermaid => ("Mermaid", "mermaid"),
            Self::Dot => ("Graphviz", "dot"),
        }
    }
}

/// A diagram as a drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The SVG file. Its words are text.
    pub svg: String,
    /// The width at which its words have the size of a page's labels, in CSS pixels.
    pub width: u32,
    /// What the diagram says of itself: `accTitle` and `accDescr`.
    pub said: Option<String>,
}

/// Why a diagram is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undrawn {
    /// It breaks the grammar of its language, or has something that is not drawn.
    Syntax {
        /// What it is.
        message: String,
        /// Where, in bytes of the source.
        at: Option<Range<usize>>,
    },
    /// It is of a kind that is not drawn, or of none.
    Kind,
    /// It would take too long to draw; what there is too much of.
    Costly(&'static str),
    /// The library failed.
    Failed,
}

/// Draws the diagrams of a book.
pub struct Diagrams<'a> {
    theme: &'a Theme,
    words: TextMeasurementPolicy,
    /// What drawings depend on beside their source and their page's colours.
    key: u128,
}

impl Hash for Diagrams<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<'a> Diagrams<'a> {
    /// For a theme, and the site's fonts beside the program's own.
    pub fn new(theme: &'a Theme, fonts: &[Font]) -> Self {
        // Themes have only string keys and finite numbers; what could not be written would be drawn alike.
        let tokens = serde_json::to_string(theme).unwrap_or_default();
        let words = measure::policy(&theme.fonts.display, fonts);
        Self { theme, words, key: hash128(&(tokens, fonts)) }
    }

    /// Draws a diagram for a page of these colours. The engine's memory has what was drawn of late, so
    /// that an edit in the preview draws what it changes.
    pub fn draw(&self, language: Language, source: &str, colours: &PhaseColours) -> Result<Drawn, Undrawn> {
        match language {
            Language::Mermaid => drawn(self, source, colours),
            Language::Dot => {
                bounds::check(source)?;
                let flowchart = dot::flowchart(source)
                    .map_err(|it| Undrawn::Syntax { message: it.message, at: Some(it.at) })?;
                // Places in the flowchart are none in the graph.
                drawn(self, &flowchart, colours).map_err(|why| match why {
                    Undrawn::Syntax { .. } => Undrawn::Failed,
                    why => why,
                })
            }
        }
    }

    fn drawn(&self, source: &str, colours: &PhaseColours) -> Result<Drawn, Undrawn> {
        bounds::check(source)?;
        let (presentation, engine) = look::of(self.theme, colours);
        let renderer = Renderer::new().with_engine(engine);
        // It has not been seen to panic; a page is not to end a build all the same.
        let made = catch_unwind(AssertUnwindSafe(|| {
            renderer.render(RenderRequest::svg(source, OperationControl::new(), self.request(&presentation)))
        }));
        match made {
            Ok(Ok(RenderOutput::Svg(Some(made)))) => {
                finish::finished(made.svg(), self.theme).ok_or(Undrawn::Failed)
            }
            Ok(Ok(_)) => Err(Undrawn::Kind),
            Ok(Err(error)) => Err(undrawn(error)),
            Err(_) => Err(Undrawn::Failed),
        }
    }

    fn request(&self, presentation: &ResolvedPresentation) -> SvgRequest {
        SvgRequest {
            environment: SvgEnvironment::deterministic()
                .with_text_measurement_policy(self.words.clone())
                .with_resource_policy(RenderResourcePolicy::constrained()),
            pipeline: Some(SvgPipeline::resvg_safe()),
            presentation: presentation.render_policy(),
            options: SvgRenderOptions { diagram_id: Some(NAME.to_owned()), ..SvgRenderOptions::default() },
            ..SvgRequest::default()
        }
    }
}

#[comemo::memoize]
fn drawn(diagrams: &Diagrams<'_>, source: &str, colours: &PhaseColours) -> Result<Drawn, Undrawn> {
    diagrams.drawn(source, colours)
}

fn undrawn(error: RenderError) -> Undrawn {
    match error {
        RenderError::NoDiagram => Undrawn::Kind,
        RenderError::ResourceLimitExceeded(_) => Undrawn::Costly("nodes and lines"),
        RenderError::Parse(error) => syntax(&error),
        _ => Undrawn::Failed,
    }
}

fn syntax(error: &TerminalDiagnostic) -> Undrawn {
    let details = error.terminal_diagnostic_details();
    if details.code.contains("unsupported") || details.code.contains("detect") {
        return Undrawn::Kind;
    }
    let said = error.terminal_safe_message();
    let said = said.split_once("): ").map_or(said.as_str(), |(_, said)| said);
    let message = said.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    Undrawn::Syntax { message: message.to_owned(), at: details.span.map(|span| span.start..span.end) }
}
