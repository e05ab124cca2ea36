(** The state of a clearing house on one of its pools, its events, and the gates that its calls share. *)

From VAMM Require Export Spec.Migration.

(* SPEC C1 *)
Record position := Position {
  size : Z;
  margin : Z;
  open_notional : Z;
  last_premium : Z;
  curve_index : Z;
  last_block : Z
}.
#[export] Instance settable_position : Settable position := settable! Position
  <size; margin; open_notional; last_premium; curve_index; last_block>.
Definition no_position : position := Position 0 0 0 0 0 0.

Inductive house_event : Set :=
| FromPool (e : pool_event)
| Withdrawn (withdrawer : account) (amount : Z)
| PositionChanged (trader : account) (margin quote exchanged_size fee size_after realized unrealized bad_debt penalty
    spot funding : Z)
| MarginChanged (sender : account) (amount funding : Z)
| PositionLiquidated (trader : account) (quote size fee : Z) (liquidator : account) (bad_debt : Z)
| RestrictionModeEntered (block : Z)
| PositionSettled (trader : account) (value : Z)
| PositionAdjusted (trader : account) (new_size old_index new_index : Z)
| MarginRatioChanged (ratio : Z)
| LiquidationFeeRatioChanged (ratio : Z)
| BackstopChanged (provider : account) (is_provider : bool)
| Paused (sender : account)
| Unpaused (sender : account)
| HouseTransferred (t : transferred)
| AmmAdded
| AmmRemoved
| TokenRemoved
| TokenPaused (sender : account)
| TokenUnpaused (sender : account).

Record house := House {
  amm : pool;
  positions : account -> position;
  open_interest : Z;
  premium : Z;
  restriction_block : Z;
  balances : account -> Z;
  token_decimals : Z;
  prepaid : Z;
  initial_ratio : Z;
  maintenance_ratio : Z;
  fee_ratio : Z;
  partial_ratio : Z;
  paused : bool;
  house_owner : ownership;
  whitelisted : option account;
  is_backstop : account -> bool;
  toll_pool : option account;
  on_list : bool;  (* whether the insurance fund's list has the pool *)
  beneficiary : option account;
  token_known : bool;
  token_paused : bool;
  allowances : account -> option Z;  (* None: any amount, as nothing was said *)
  events : list house_event  (* of the call that runs, the latest first *)
}.
#[export] Instance settable_house : Settable house := settable! House
  <amm; positions; open_interest; premium; restriction_block; balances; token_decimals; prepaid; initial_ratio;
   maintenance_ratio; fee_ratio; partial_ratio; paused; house_owner; whitelisted; is_backstop; toll_pool; on_list;
   beneficiary; token_known; token_paused; allowances; events>.

Definition vault : account := "clearingHouse"%string.
Definition fund : account := "insuranceFund"%string.

(** Who owns fund and token and runs the bridge, and the only contract of a toll pool. *)
Definition founder : account := "owner"%string.
Definition toll_pool_contract : account := "tollPool"%string.

(** A function with one value changed. *)
Definition update {A} (f : account -> A) (at_account : account) (value : A) : account -> A :=
  fun other => if String.eqb at_account other then value else f other.

Definition emit (e : house_event) (h : house) : house := h <| events := e :: events h |>.
Definition emit_all (pool_events : list pool_event) (h : house) : house :=
  fold_left (fun h e => emit (FromPool e) h) pool_events h.
Definition store (trader : account) (p : position) (h : house) : house :=
  h <| positions := update (positions h) trader p |>.

(** Clearing leaves the block. *)
Definition cleared (now : block) : position := no_position <| last_block := block_number now |>.

Definition in_v1 (h : house) : bool := is_v1 (version (amm h)).
Definition latest_index (h : house) : Z := Z.of_nat (List.length (curves (amm h))) - 1.
Definition is_whitelisted (h : house) (a : account) : bool :=
  is_account (whitelisted h) a.

(* SPEC C8 *)
Definition require_not_paused (h : house) : outcome unit := require (negb (paused h)) "Pausable: paused".
Definition require_pool_open (h : house) : outcome unit :=
  check! on_list h else "amm not found" in require (is_open (amm h)) "amm was closed".
Definition require_pool_closed (h : house) : outcome unit :=
  check! on_list h else "amm not found" in require (negb (is_open (amm h))) "amm is open".
Definition require_amount (h : house) (x : Z) : outcome unit :=
  if in_v1 h then require (negb (x =? 0)) "input is 0" else
  let! u := units (token_decimals h) x in require (negb (u =? 0)) "invalid token amount".
Definition require_ratio_at_least (ratio bound : Z) : outcome unit :=
  let! rest := msub ratio bound in require (0 <=? rest) "Margin ratio not meet criteria".
Definition require_ratio_below (ratio bound : Z) : outcome unit :=
  let! rest := msub ratio bound in require (rest <? 0) "Margin ratio not meet criteria".

(* SPEC C9 *)
Definition require_one_action (h : house) (sender : account) (now : block) : outcome unit :=
  require
    (negb ((restriction_block h =? block_number now) && (last_block (positions h sender) =? block_number now)))
    "only one action allowed".
Definition enter_restriction (h : house) (now : block) : house :=
  emit (RestrictionModeEntered (block_number now)) (h <| restriction_block := block_number now |>).
