use syn::spanned::Spanned;
use syn::visit::Visit;

use super::finding::Finding;
use super::sources::{Source, is_test_only};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;

/// Files and functions that are too long. Test modules at the end of a file do not count; how many
/// arguments a function has, clippy counts.
pub fn check(files: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in files {
        let lines = file.text.lines().count() - test_lines(&file.syntax);
        if lines > FILE_LINES {
            let text =
                format!("{lines} lines without its tests, more than {FILE_LINES}: split it by subject");
            findings.push(Finding::new(&file.path, 1, text));
        }
        if !file.test {
            let mut functions = Functions { file, findings: &mut findings };
            functions.visit_file(&file.syntax);
        }
    }
    findings
}

fn test_lines(syntax: &syn::File) -> usize {
    let test_modules = syntax.items.iter().filter(
        |item| matches!(item, syn::Item::Mod(module) if module.content.is_some() && is_test_only(&module.attrs)),
    );
    test_modules.map(|item| item.span().end().line - item.span().start().line + 1).sum()
}

struct Functions<'a> {
    file: &'a Source,
    findings: &'a mut Vec<Finding>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        let lines = last - first + 1;
        if lines > FUNCTION_LINES {
            let text = format!(
                "function `{}` has {lines} lines, more than {FUNCTION_LINES}: take a step out of it",
                signature.ident
            );
            self.findings.push(Finding::new(&self.file.path, first, text));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test_only(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test_only(&function.attrs) {
            self.measure(&function.sig, &function.block);
            syn::visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.measure(&function.sig, block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            path: "src/x.rs".into(),
            module: Some(vec!["x".into()]),
            test: false,
            syntax: syn::parse_file(text).unwrap(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn long_functions_are_found_and_tests_do_not_count() {
        let body = "    let _ = 1;\n".repeat(61);
        let long = source(&format!("struct A;\nimpl A {{\n  fn long() {{\n{body}  }}\n}}\n"));
        let findings = check(&[long]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, 3);
        let tested = source(&format!("#[cfg(test)]\nmod tests {{\n  fn long() {{\n{body}  }}\n}}\n"));
        assert!(check(&[tested]).is_empty());
    }

    #[test]
    fn long_files_are_found_and_their_test_tail_does_not_count() {
        let filler = "const A: u8 = 1;\n".repeat(401);
        assert_eq!(check(&[source(&filler)]).len(), 1);
        let tail = source(&format!("#[cfg(test)]\nmod tests {{\n{filler}}}\n"));
        assert!(check(&[tail]).is_empty());
    }
}
