(* Between zarith's numbers and machine words; apart, as the extracted definitions have a module Z of their own. *)

let two64 = Z.shift_left Z.one 64
let of_int64 w = if Int64.compare w 0L < 0 then Z.add (Z.of_int64 w) two64 else Z.of_int64 w
let to_int64 z = Z.to_int64 (Z.signed_extract z 0 64)
