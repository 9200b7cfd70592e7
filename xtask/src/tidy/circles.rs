use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;

use super::finding::Finding;
use super::imports::{Named, tree_paths};
use super::sources::{Source, is_test_only};

type Module = Vec<String>;

/// Files of one crate that import each other in a circle.
///
/// A re-export (`pub use`) is no import, and a name that is imported through one counts as imported
/// from the file that has it. Child modules that a file calls by path count as imports.
pub fn check(files: &[Source]) -> Vec<Finding> {
    let modules: BTreeMap<Module, &Source> = files
        .iter()
        .filter(|file| !file.test)
        .filter_map(|file| Some((file.module.clone()?, file)))
        .collect();
    let scopes: BTreeMap<&Module, Scope> =
        modules.iter().map(|(module, file)| (module, Scope::read(module, &file.syntax))).collect();
    let crate_files = Crate { scopes };
    let edges: BTreeMap<&Module, BTreeSet<Module>> =
        crate_files.scopes.keys().map(|module| (*module, crate_files.imports(module))).collect();
    circles(&edges)
        .into_iter()
        .map(|circle| {
            let names: Vec<String> =
                circle.iter().map(|module| modules[*module].path.display().to_string()).collect();
            let text = format!(
                "files import each other in a circle; move what they share into a file of its own: {}",
                names.join(", ")
            );
            Finding::new(&modules[circle[0]].path, 1, text)
        })
        .collect()
}

/// What one file says about names.
struct Scope {
    /// Modules that it declares.
    children: BTreeSet<String>,
    /// `use`s at its top, absolute inside the crate where they begin with `crate`, `self`, `super`
    /// or a child.
    uses: Vec<(Named, bool)>,
    /// Paths in its code, absolute in the same way.
    paths: BTreeSet<Vec<String>>,
}

impl Scope {
    fn read(module: &Module, syntax: &syn::File) -> Self {
        let children = syntax
            .items
            .iter()
            .filter_map(|item| match item {
                syn::Item::Mod(child) if child.content.is_none() => Some(child.ident.to_string()),
                _ => None,
            })
            .collect();
        let mut scope = Self { children, uses: Vec::new(), paths: BTreeSet::new() };
        let mut reader = Reader { here: module.clone(), scope: &mut scope };
        reader.visit_file(syntax);
        scope
    }
}

struct Reader<'a> {
    here: Module,
    scope: &'a mut Scope,
}

impl Reader<'_> {
    /// The path from the crate's root, if it stays inside the crate.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = self.here.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &path[1..];
            }
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|word| word == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child if self.scope.children.contains(child) => {}
            _ => return None,
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test_only(&module.attrs) && module.content.is_some() {
            self.here.push(module.ident.to_string());
            syn::visit::visit_item_mod(self, module);
            self.here.pop();
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test_only(&function.attrs) {
            syn::visit::visit_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if is_test_only(&item.attrs) {
            return;
        }
        let public = !matches!(item.vis, syn::Visibility::Inherited);
        for (path, name, line) in tree_paths(&item.tree) {
            if let Some(path) = self.absolute(&path) {
                self.scope.uses.push(((path, name, line), public));
            }
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if words.len() > 1
            && let Some(path) = self.absolute(&words)
        {
            self.scope.paths.insert(path);
        } else if let Some(first) = words.first() {
            let exported = self.scope.uses.iter().find(|((_, name, _), public)| *public && name == first);
            if let Some(((path, _, _), _)) = exported {
                self.scope.paths.insert(path.clone());
            }
        }
        syn::visit::visit_path(self, path);
    }
}

struct Crate<'a> {
    scopes: BTreeMap<&'a Module, Scope>,
}

impl Crate<'_> {
    /// Files that a file imports from.
    fn imports(&self, module: &Module) -> BTreeSet<Module> {
        let scope = &self.scopes[module];
        let used = scope.uses.iter().filter(|(_, public)| !public).map(|((path, _, _), _)| path);
        used.chain(&scope.paths)
            .filter_map(|path| self.file_of(path, 8))
            .filter(|target| target != module)
            .collect()
    }

    /// The file that has what a path names, followed through re-exports.
    fn file_of(&self, path: &[String], depth: usize) -> Option<Module> {
        let length =
            (0..=path.len()).rev().find(|length| self.scopes.contains_key(&path[..*length].to_vec()))?;
        let file = path[..length].to_vec();
        let Some(name) = path.get(length) else { return Some(file) };
        let exported = self.scopes[&file].uses.iter().find(|((_, here, _), _)| here == name);
        match exported {
            Some(((target, _, _), _)) if depth > 0 => self.file_of(target, depth - 1),
            _ => Some(file),
        }
    }
}

/// Strongly connected components of more than one file, each in path order.
fn circles<'a>(edges: &BTreeMap<&'a Module, BTreeSet<Module>>) -> Vec<Vec<&'a Module>> {
    let reach: BTreeMap<&Module, BTreeSet<&Module>> =
        edges.keys().map(|start| (*start, reachable(edges, start))).collect();
    let mut found: BTreeSet<Vec<&'a Module>> = BTreeSet::new();
    for start in edges.keys() {
        let circle: Vec<&'a Module> = edges
            .keys()
            .filter(|other| reach[*start].contains(**other) && reach[**other].contains(*start))
            .copied()
            .collect();
        if circle.len() > 1 {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

fn reachable<'e>(edges: &'e BTreeMap<&Module, BTreeSet<Module>>, start: &Module) -> BTreeSet<&'e Module> {
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<&Module> = edges[start].iter().collect();
    while let Some(module) = waiting.pop() {
        if seen.insert(module) {
            waiting.extend(&edges[module]);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, module: &[&str], text: &str) -> Source {
        Source {
            path: path.into(),
            module: Some(module.iter().map(|word| (*word).to_owned()).collect()),
            test: false,
            text: text.to_owned(),
            syntax: syn::parse_file(text).unwrap(),
        }
    }

    #[test]
    fn a_circle_through_the_root_is_found() {
        let files = [
            file("lib.rs", &[], "mod a; mod b; pub use a::A; pub use b::B;"),
            file("a.rs", &["a"], "use crate::B; pub struct A(B);"),
            file("b.rs", &["b"], "pub struct B; impl B { fn f() -> super::A { todo() } }"),
        ];
        let findings = check(&files);
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].text.contains("a.rs, b.rs"), "{findings:?}");
    }

    #[test]
    fn a_parent_that_uses_what_its_child_imports_from_it_is_a_circle() {
        let files = [
            file("lib.rs", &[], "mod a; pub use a::A; pub struct L(A); pub fn f() {}"),
            file("a.rs", &["a"], "pub struct A; fn g() { super::f() }"),
        ];
        assert_eq!(check(&files).len(), 1);
    }

    #[test]
    fn re_exports_and_tests_are_no_imports() {
        let files = [
            file("lib.rs", &[], "mod a; mod b; pub use a::A; pub use b::B;"),
            file("a.rs", &["a"], "pub struct A; #[cfg(test)] mod tests { use crate::B; }"),
            file("b.rs", &["b"], "use crate::A; pub struct B(A);"),
        ];
        assert!(check(&files).is_empty());
    }
}
