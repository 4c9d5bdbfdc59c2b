//! `phasebook completions` and `phasebook man`: what a shell and `man` are told of
//! the commands, from the same place as `--help`.

use std::io::{self, Write};

use clap::CommandFactory;

use super::output::{self, Output};
use super::{BUILT, Cli, CompletionsArgs, ManArgs};

/// Prints what a shell needs to complete the program's commands.
pub fn completions(args: &CompletionsArgs) -> Result<u8, String> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "phasebook", &mut script);
    // A reader that has seen enough may go.
    match io::stdout().write_all(&script) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write the completions: {error}"))
        }
        _ => Ok(BUILT),
    }
}

/// Writes a manual page for the program, and one for each of its commands.
pub fn man(args: &ManArgs) -> Result<u8, String> {
    let mut program = Cli::command();
    program.build();
    let mut pages = vec![page(program.clone(), "phasebook")?];
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        let name = format!("phasebook-{}", command.get_name());
        pages.push(page(command.clone(), &name)?);
    }
    for path in output::write(&args.dir, &pages)? {
        println!("wrote {}", path.display());
    }
    Ok(BUILT)
}

/// The manual page of one command (section 1: programs).
fn page(command: clap::Command, name: &str) -> Result<Output, String> {
    // A page is named with a hyphen, as `git-log` is, though the command is two words.
    let man = clap_mangen::Man::new(command).title(name.to_uppercase());
    // Without its quotes the date, of which there is none, would be left out, and what follows taken for it.
    let man =
        man.date("\"\"").source(concat!("phasebook ", env!("CARGO_PKG_VERSION"))).manual("User commands");
    let mut bytes = Vec::new();
    man.render(&mut bytes).map_err(|error| format!("cannot write the manual page `{name}`: {error}"))?;
    Ok(Output { path: format!("{name}.1"), bytes })
}
