(** The two swaps. Each answers the pool after it, the amount and the events. *)

From VAMM Require Export Spec.Reserves.

Definition require_counter_party (p : pool) (sender : account) : outcome unit :=
  check! is_open p else "amm was closed" in
  require (is_account (counter_party p) sender) "caller is not counterParty".

(** At most the trade limit's share of a reserve may be removed. *)
Definition check_trade_limit (p : pool) (d : direction) (reserve amount : Z) : outcome unit :=
  match d with
  | add => Value tt
  | remove =>
      let! most := dmul reserve (trade_limit_ratio p) in
      require (amount <=? most) "over trading limit"
  end.

(** A limit of 0 is none; what is got may not be less, what is given not more. *)
Definition check_limit (d : direction) (amount limit : Z) (too_little too_much : string) : outcome unit :=
  if limit =? 0 then Value tt else
  match d with
  | add => require (limit <=? amount) too_little
  | remove => require (amount <=? limit) too_much
  end.

(* SPEC P4 *)
Definition swap_input
    (p : pool) (sender : account) (d : direction) (q limit : Z) (can_cross : bool) (now : block)
    : outcome (pool * Z * list pool_event) :=
  let! _ := require_counter_party p sender in
  if q =? 0 then Value (p, 0, []) else
  let! _ := check_trade_limit p d (quote p) q in
  let! b := input_price d q (quote p) (base p) in
  let! _ := check_limit d b limit "Less than minimal base token" "More than maximal base token" in
  let! after := update_reserves p (Trade d q b) (if can_cross then may_cross_once else must_stay) now in
  Value (after, b, [reserve_event after now; SwapInput d q b]).

(** P19's rule for an output swap in v1, P5's in v2. *)
Definition output_rule (p : pool) (t : trade) (skip : bool) : outcome band_rule :=
  match version p with
  | v2 => Value may_cross_once
  | v1 =>
      if skip then Value unchecked else
      let! leaves := leaves_latest_band p t in
      Value (if leaves : bool then unchecked else must_stay)
  end.

(* SPEC P5 *)
Definition swap_output
    (p : pool) (sender : account) (d : direction) (b limit : Z) (skip : bool) (now : block)
    : outcome (pool * Z * list pool_event) :=
  let! _ := require_counter_party p sender in
  if b =? 0 then Value (p, 0, []) else
  let! _ := check_trade_limit p d (base p) b in
  let! q := output_price d b (quote p) (base p) in
  let! _ := check_limit d q limit "Less than minimal quote token" "More than maximal quote token" in
  let t := Trade (opposite d) q b in
  let! rule := output_rule p t skip in
  let! after := update_reserves p t rule now in
  Value (after, q, [reserve_event after now; SwapOutput d q b]).
