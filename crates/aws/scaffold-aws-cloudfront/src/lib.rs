//! Takes a connection to AWS. Gives the providers of CloudFront kinds. Never plans.
