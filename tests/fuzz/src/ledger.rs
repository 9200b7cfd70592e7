use std::fs;
use std::path::{Path, PathBuf};

use scaffold_ledger::Ledger;
use scaffold_model::StackId;

/// What a ledger's directory holds, of any bytes: what is read is the same when it is written and read again, and
/// what is not says why.
pub fn ledger(bytes: &[u8]) {
    let stack = StackId { name: "shop".to_owned(), environment: None, region: "us-east-1".to_owned() };
    let place = std::env::temp_dir().join(format!("scaffold-fuzz-{}", std::process::id()));
    let ledger = Ledger::at(&place);
    put(&place.join("shop@us-east-1/applied.json"), bytes);
    match ledger.last_applied(&stack) {
        Ok(None) => unreachable!("a record that is there was not seen"),
        Ok(Some(desired)) => {
            let written = ledger.record(&stack, &desired).map_err(|error| error.to_string());
            assert_eq!(written, Ok(()));
            let read = ledger.last_applied(&stack).map_err(|error| error.to_string());
            assert_eq!(read, Ok(Some(desired)));
        }
        Err(error) => {
            let said = error.to_string();
            assert!(said.contains("applied.json"), "{said}");
        }
    }
}

fn put(path: &Path, bytes: &[u8]) {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    let put = fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes));
    assert!(put.is_ok(), "the test cannot write: {put:?}");
}
