(** L1 and L2 for every call that there is, of every contract, in both revisions: whatever is called, by whomever, the
    tokens stay as many; and what fails changes nothing at all. *)

From VAMM Require Export Laws.Conservation.

(** The pool's own calls; those of the counter party too, which may be another account than the clearing house. *)
Inductive pool_call : Set :=
| SwappingInput (d : direction) (q limit : Z) (can_cross : bool)
| SwappingOutput (d : direction) (b limit : Z) (skip : bool)
| SettlingFunding
| Migrating (m ratio : Z)
| SettingOpen (open : bool)
| ShuttingDown
| Configuring (s : setting)
| OwningPool (c : ownership_call).

Definition on_pool (p : pool) (sender : account) (c : pool_call) (now : block) : outcome pool :=
  match c with
  | SwappingInput d q limit can_cross => let! (p, _, _) := swap_input p sender d q limit can_cross now in Value p
  | SwappingOutput d b limit skip => let! (p, _, _) := swap_output p sender d b limit skip now in Value p
  | SettlingFunding => let! (p, _, _) := settle_funding p sender now in Value p
  | Migrating m ratio => let! (p, _) := migrate_liquidity p sender m ratio now in Value p
  | SettingOpen open => set_open p sender open now
  | ShuttingDown => let! (p, _) := shutdown p sender in Value p
  | Configuring s => let! (p, _) := configure p sender s in Value p
  | OwningPool c => let! (p, _) := own_pool p sender c in Value p
  end.

Inductive any_call : Set :=
| OpenPosition (s : side) (amount leverage limit : Z)
| ClosePosition (limit : Z)
| AddMargin (added : Z)
| RemoveMargin (removed : Z)
| Liquidate (trader : account)
| LiquidateWithSlippage (trader : account) (limit : Z)
| PayFunding
| SettlePosition
| AdjustPosition
| ConfigureHouse (s : house_setting)
| OwnHouse (c : ownership_call)
| OfPool (c : pool_call)
| Report (is_bridge : bool) (price timestamp : Z)
| WithdrawFromFund (x : Z)
| ConfigureFund (c : fund_call)
| OfToken (c : token_call).

Definition call_on (h : house) (sender : account) (c : any_call) (now : block) : outcome house :=
  match c with
  | OpenPosition s amount leverage limit => open_position h sender s amount leverage limit now
  | ClosePosition limit => close_position h sender limit now
  | AddMargin added => add_margin h sender added
  | RemoveMargin removed => remove_margin h sender removed now
  | Liquidate trader => let! (h, _) := liquidate h sender trader now in Value h
  | LiquidateWithSlippage trader limit => let! (h, _) := liquidate_with_slippage h sender trader limit now in Value h
  | PayFunding => pay_funding h now
  | SettlePosition => settle_position h sender now
  | AdjustPosition => adjust_position h sender
  | ConfigureHouse s => configure_house h sender s
  | OwnHouse c => own_house h sender c
  | OfPool c => let! p := on_pool (amm h) sender c now in Value (h <| amm := p |>)
  | Report is_bridge price timestamp =>
      let! f := set_latest_data (feed (amm h)) is_bridge price timestamp in
      Value (h <| amm := amm h <| feed := f |> |>)
  | WithdrawFromFund x => fund_pays h sender x
  | ConfigureFund c => configure_fund h sender c
  | OfToken c => token_called h sender c
  end.

Theorem L2_every_call_that_fails_changes_nothing : forall h sender c now,
  (forall h', call_on h sender c now <> Value h') -> made (fun h => call_on h sender c now) h = h.
Proof. intros h sender c now. exact (L2_a_call_that_fails_changes_nothing _ (fun h => call_on h sender c now) h). Qed.

Section EveryCall.

Context (accounts : list account).
Context (accounts_are_different : NoDup accounts) (vault_is_one : In vault accounts) (fund_is_one : In fund accounts).

(** Who gets tokens that are sent is one of the accounts. *)
Definition payee_is_one (c : any_call) : Prop :=
  match c with OfToken (Transfer (Some payee) _) => In payee accounts | _ => True end.

Lemma conserved_tokens : forall h o, post o (conserved accounts h) ->
  post o (fun h' => all_tokens accounts h' = all_tokens accounts h).
Proof. intros h o H. eapply post_weaken; [exact H|]. intros h' [K _]. exact K. Qed.

Theorem L1_liquidate_with_slippage : forall h sender trader limit now, In sender accounts ->
  post (liquidate_with_slippage h sender trader limit now) (fun r => conserved accounts h (fst r)).
Proof.
  intros h sender trader limit now Hsender. unfold liquidate_with_slippage. next fail; [exact I|].
  eapply post_bind; [apply (L1_liquidate accounts); eassumption|]. intros [h1 [r partial]] K. do 2 next fail. exact K.
Qed.

Theorem L1_every_call : forall h sender c now, In sender accounts -> toll_pool_is_one accounts h -> payee_is_one c ->
  all_tokens accounts (made (fun h => call_on h sender c now) h) = all_tokens accounts h.
Proof.
  intros h sender c now Hsender Htoll Hpayee. unfold made.
  enough (K : post (call_on h sender c now) (fun h' => all_tokens accounts h' = all_tokens accounts h))
    by (destruct (call_on h sender c now); [exact K | reflexivity | reflexivity]).
  destruct c; cbn [call_on].
  - apply conserved_tokens, L1_open_position; assumption.
  - apply conserved_tokens, L1_close_position; assumption.
  - apply conserved_tokens, L1_add_margin; assumption.
  - apply conserved_tokens, L1_remove_margin; assumption.
  - eapply post_bind; [apply L1_liquidate; eassumption|]. intros [h1 r] [K _]. exact K.
  - eapply post_bind; [apply L1_liquidate_with_slippage; eassumption|]. intros [h1 r] [K _]. exact K.
  - apply conserved_tokens, L1_pay_funding; assumption.
  - apply conserved_tokens, L1_settle_position; assumption.
  - apply conserved_tokens, L1_adjust_position; assumption.
  - apply L1_configure_house.
  - apply L1_own_house.
  - next fail. reflexivity.
  - next fail. reflexivity.
  - apply conserved_tokens, L1_fund_pays; assumption.
  - apply conserved_tokens, L1_configure_fund; assumption.
  - apply conserved_tokens, L1_token_called; assumption.
Qed.

End EveryCall.
