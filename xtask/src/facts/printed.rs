use std::process::Command;

/// What a command prints.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let text = format!("{command:?}");
    let output = command.output().map_err(|error| format!("running {text}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{text} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
