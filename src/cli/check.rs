//! `phasebook check`: the faults, and nothing else.

use super::{BUILT, CheckArgs, FAULTY, build, style};
use crate::diagnostic::Severity;
use crate::report::{self, Format};

/// Reads the site and reports. Drawn reports go to standard error, those for
/// programs to standard output.
pub fn run(args: &CheckArgs) -> Result<u8, String> {
    let site = build::read(&args.site.site)?;
    let style = style(&site.prefix);
    let drawn = report::render(&site.diagnostics, args.format, &style);
    match args.format {
        Format::Human | Format::Short => {
            eprint!("{drawn}");
            let summary = report::summary(&site.diagnostics);
            if !summary.is_empty() && args.format == Format::Human {
                eprintln!("{summary}");
            }
        }
        Format::Json | Format::Sarif => print!("{drawn}"),
    }
    let faulty = site.diagnostics.iter().any(|d| d.severity == Severity::Error);
    Ok(if faulty { FAULTY } else { BUILT })
}
