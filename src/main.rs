//! The program `phasebook`. Everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    phasebook::cli::main()
}
