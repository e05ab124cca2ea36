(** An average from prefix sums is the walk's, value or revert, wherever sums are used in its place. *)

From VAMM Require Export Forms.Sums Spec.Pool.

Lemma later_than_splits : forall t entries,
  Forall (fun e => t < time e) (firstn (later_than t entries) entries) /\
  (forall e, nth_error entries (later_than t entries) = Some e -> time e <= t) /\
  (nth_error entries (later_than t entries) = None -> later_than t entries = List.length entries).
Proof.
  intros t. induction entries as [|e earlier [IH1 [IH2 IH3]]]; [simpl; repeat split; auto; discriminate|].
  simpl. destruct (t <? time e) eqn:E; simpl; repeat split; auto.
  - constructor; [lia | assumption].
  - intros e' H. injection H as <-. lia.
  - discriminate.
Qed.

Lemma orderly_firstn : forall k l, orderly l -> orderly (firstn k l).
Proof.
  induction k as [|k IH]; intros [|e [|previous rest]] H; try exact I; [destruct k; exact I|].
  destruct H as [Hv [Ht H]]. destruct k as [|k]; [exact I|].
  change (firstn (S (S k)) (e :: previous :: rest)) with (e :: previous :: firstn k rest).
  repeat split; auto. exact (IH (previous :: rest) H).
Qed.

Lemma weighted_splits : forall k l, (k < List.length l)%nat ->
  weighted l = weighted (firstn (S k) l) + weighted (skipn k l).
Proof.
  induction k as [|k IH]; intros [|e [|previous rest]] H; try (simpl in H; lia); try reflexivity.
  change (firstn (S (S k)) (e :: previous :: rest)) with (e :: firstn (S k) (previous :: rest)).
  change (skipn (S k) (e :: previous :: rest)) with (skipn k (previous :: rest)).
  specialize (IH (previous :: rest) ltac:(simpl in *; lia)).
  change (weighted (e :: previous :: rest)) with
    (price previous * (time e - time previous) + weighted (previous :: rest)).
  rewrite IH. change (firstn (S k) (previous :: rest)) with (previous :: firstn k rest).
  change (weighted (e :: previous :: firstn k rest)) with
    (price previous * (time e - time previous) + weighted (previous :: firstn k rest)). lia.
Qed.

Lemma weighted_nonnegative : forall l, Forall sound l -> orderly l -> 0 <= weighted l.
Proof.
  induction l as [|e [|previous rest] IH]; intros Hs Ho; try (simpl; lia).
  inversion Hs as [|? ? _ Hs']; subst. inversion Hs'; subst. destruct Ho as [_ [Ht Ho]].
  pose proof (price_nonnegative previous ltac:(assumption)). specialize (IH Hs' Ho). simpl weighted in *. nia.
Qed.

Lemma last_cons : forall (l : list entry) (e e' : entry), last (e' :: l) e = last l e'.
Proof.
  intros l e e'. destruct l as [|x l]; [reflexivity|]. change (last (e' :: x :: l) e) with (last (x :: l) e).
  revert x. induction l as [|y l IH]; intros x; [reflexivity|]. exact (IH y).
Qed.

Lemma last_is_nth : forall k (e : entry) l, (k <= List.length l)%nat -> nth k (e :: l) e = last (firstn k l) e.
Proof.
  induction k as [|k IH]; intros e [|e' l] H; try reflexivity; [simpl in H; lia|].
  change (nth (S k) (e :: e' :: l) e) with (nth k (e' :: l) e).
  rewrite (nth_indep _ e e') by (simpl in *; lia). rewrite IH by (simpl in *; lia).
  change (firstn (S k) (e' :: l)) with (e' :: firstn k l). rewrite last_cons. reflexivity.
Qed.

Lemma last_in_order : forall l e, orderly (e :: l) -> Forall sound (e :: l) ->
  0 <= time (last l e) <= time e.
Proof.
  induction l as [|e' l IH]; intros e Ho Hs; [inversion Hs as [|? ? [_ H] _]; simpl; lia|].
  destruct Ho as [_ [Ht Ho]]. inversion Hs; subst. specialize (IH e' Ho ltac:(assumption)).
  rewrite last_cons. lia.
Qed.

(** The walk over entries that are orderly, later than the start, and whose sum fits. *)
Lemma walk_over : forall inside previous rest start interval s period,
  orderly (previous :: inside) -> Forall sound (previous :: inside) -> Forall (fun e => start < time e) inside ->
  0 <= s -> s + weighted (previous :: inside) < 2 ^ 256 -> 0 <= period -> period + time previous < 2 ^ 256 ->
  walk (inside ++ rest) start interval s period (time previous) =
  walk rest start interval (s + weighted (previous :: inside))
    (period + (time previous - time (last inside previous))) (time (last inside previous)).
Proof.
  induction inside as [|e inside IH]; intros previous rest start interval s period Ho Hs Hlater Hs0 Hfit Hp0 Hp.
  - simpl. f_equal; lia.
  - inversion Hs as [|? ? [_ Htime] Hs']; subst. inversion Hs' as [|? ? Hse _]; subst.
    inversion Hlater as [|? ? He Hlater']; subst.
    destruct Ho as [Hv [Ht Ho]]. pose proof (price_nonnegative e Hse). pose proof (weighted_nonnegative _ Hs' Ho).
    change (weighted (previous :: e :: inside)) with
      (price e * (time previous - time e) + weighted (e :: inside)) in Hfit |- *.
    assert (0 <= price e * (time previous - time e)) by nia. destruct Hse as [_ Hte].
    change (walk ((e :: inside) ++ rest) start interval s period (time previous)) with
      (let! v := value e in
       if time e <=? start then
         let! weight := usub (time previous) start in
         let! part := umul v weight in let! total := uadd s part in udiv total interval
       else
         let! weight := usub (time previous) (time e) in
         let! part := umul v weight in
         let! sum := uadd s part in
         let! period := uadd period weight in walk (inside ++ rest) start interval sum period (time e)).
    rewrite Hv. cbn [bind]. replace (time e <=? start) with false by lia.
    unfold usub, umul, uadd. repeat (rewrite unsigned_or_value by lia; cbn [bind]).
    rewrite IH by (auto; lia). rewrite last_cons. f_equal; lia.
Qed.

(** The walk's last step, at the entry that the start lies in. *)
Lemma walk_ends : forall at_start older start interval s period previous p,
  value at_start = Value p -> 0 <= p -> time at_start <= start -> 0 <= start <= previous -> previous < 2 ^ 256 ->
  0 <= s -> s + p * (previous - start) < 2 ^ 256 ->
  walk (at_start :: older) start interval s period previous = udiv (s + p * (previous - start)) interval.
Proof.
  intros at_start older start interval s period previous p Hv Hp Ht Hstart Hprevious Hs Hfit.
  simpl. rewrite Hv. cbn [bind]. replace (time at_start <=? start) with true by lia.
  unfold usub, umul, uadd. assert (0 <= p * (previous - start)) by nia.
  repeat (rewrite unsigned_or_value by lia; cbn [bind]). reflexivity.
Qed.

Lemma value_of_some : forall A (o : outcome A) a, value_of o = Some a -> o = Value a.
Proof. intros A [a' | text |] a H; try discriminate. injection H as ->. reflexivity. Qed.

Lemma Forall_firstn_entries : forall (P : entry -> Prop) k l, Forall P l -> Forall P (firstn k l).
Proof. intros P. induction k; intros [|e l] H; simpl; auto. inversion H; auto. Qed.

Lemma nth_error_splits : forall k (l : list entry) e, nth_error l k = Some e ->
  l = firstn k l ++ e :: skipn (S k) l.
Proof.
  induction k as [|k IH]; intros [|e' l] e H; try discriminate; [injection H as ->; reflexivity|].
  simpl in H. simpl. f_equal. exact (IH l e H).
Qed.

Lemma nth_error_of_firstn : forall n k (l : list entry) e, nth_error (firstn n l) k = Some e ->
  nth_error l k = Some e /\ (k < n)%nat /\ (k < List.length l)%nat.
Proof.
  induction n as [|n IH]; intros [|k] [|e' l] e H; try discriminate; simpl in *; [split; [assumption|lia]|].
  destruct (IH k l e H). split; [assumption|lia].
Qed.

(** The start lies in the run: what lies before it is taken off the sum. *)
Lemma walk_to_the_start : forall latest earlier run sums total at_start k v start interval now,
  Forall sound (latest :: earlier) -> sums_of (latest :: earlier) = (total, S run) :: sums ->
  k = later_than start (firstn run earlier) -> nth_error (firstn run earlier) k = Some at_start ->
  0 <= v * (now - time latest) -> time latest <= now < 2 ^ 64 -> 0 <= start <= time latest ->
  let before := time (last (firstn k earlier) latest) in
  let all := total - weighted (firstn (S run - k) (skipn k (latest :: earlier))) + v * (now - time latest) +
    price at_start * (before - start) in
  value at_start = Value (price at_start) -> start <= before -> all < 2 ^ 256 ->
  walk earlier start interval (v * (now - time latest)) (now - time latest) (time latest) = udiv all interval.
Proof.
  intros latest earlier run sums total at_start k v start interval now Hsound Hsums Hk Hat Hopen Hnow Hstart before all
    Hvalue Hbefore Hfit.
  destruct (sums_hold _ _ _ _ Hsound Hsums) as [Hrun [Horder [Htotal _]]]. cbn [firstn] in Horder, Htotal.
  destruct (later_than_splits start (firstn run earlier)) as [Hlater [Hearly _]]. rewrite <- Hk in Hlater, Hearly.
  destruct (nth_error_of_firstn _ _ _ _ Hat) as [Hat' [Hkrun Hklen]].
  rewrite firstn_firstn, Nat.min_l in Hlater by lia.
  pose proof (orderly_firstn (S k) _ Horder) as Hinside. cbn [firstn] in Hinside.
  rewrite firstn_firstn, Nat.min_l in Hinside by lia.
  assert (Hsin : Forall sound (latest :: firstn k earlier)).
  { inversion Hsound; subst. constructor; [assumption | apply Forall_firstn_entries; assumption]. }
  assert (Hsat : sound at_start).
  { rewrite Forall_forall in Hsound. apply Hsound. right. exact (nth_error_In _ _ Hat'). }
  pose proof (price_nonnegative _ Hsat). pose proof (weighted_nonnegative _ Hsin Hinside).
  pose proof (last_in_order _ _ Hinside Hsin) as Hlast. fold before in Hlast.
  (* The sum of the run less that of its older part is that of what is inside. *)
  assert (Hwhole : total - weighted (firstn (S run - k) (skipn k (latest :: earlier)))
    = weighted (latest :: firstn k earlier)).
  { rewrite Htotal. rewrite (weighted_splits k) by (simpl; rewrite firstn_length; simpl in Hrun; lia).
    change (firstn (S k) (latest :: firstn run earlier)) with (latest :: firstn k (firstn run earlier)).
    rewrite firstn_firstn, Nat.min_l by lia.
    change (latest :: firstn run earlier) with (firstn (S run) (latest :: earlier)).
    rewrite skipn_firstn_comm. lia. }
  unfold all in *. rewrite Hwhole in *. assert (0 <= price at_start * (before - start)) by nia.
  rewrite (nth_error_splits _ _ _ Hat') at 1.
  rewrite walk_over by (auto; lia). fold before.
  rewrite (walk_ends _ _ _ _ _ _ _ _ Hvalue) by (auto; lia). f_equal. lia.
Qed.

(** History ends within the interval: the sum counts from its beginning. *)
Lemma walk_to_the_beginning : forall latest earlier sums total v start interval now,
  Forall sound (latest :: earlier) -> sums_of (latest :: earlier) = (total, S (List.length earlier)) :: sums ->
  later_than start earlier = List.length earlier ->
  0 <= v * (now - time latest) -> time latest <= now < 2 ^ 64 -> total + v * (now - time latest) < 2 ^ 256 ->
  walk earlier start interval (v * (now - time latest)) (now - time latest) (time latest) =
  udiv (total + v * (now - time latest)) (now - time (last earlier latest)).
Proof.
  intros latest earlier sums total v start interval now Hsound Hsums Hall Hopen Hnow Hfit.
  destruct (sums_hold _ _ _ _ Hsound Hsums) as [Hrun [Horder [Htotal _]]].
  destruct (later_than_splits start earlier) as [Hlater _]. rewrite Hall, firstn_all in Hlater.
  cbn [firstn] in Horder, Htotal. rewrite firstn_all in Horder, Htotal.
  rewrite <- (app_nil_r earlier) at 1. rewrite walk_over by (auto; lia). cbn [walk].
  rewrite Htotal. f_equal; lia.
Qed.

(** Where sums give an average, the walk gives it too. *)
Lemma from_sums_is_walk : forall latest earlier v start interval now average,
  Forall sound (latest :: earlier) -> 0 <= v < 2 ^ 256 -> 0 <= now < 2 ^ 64 ->
  0 <= start <= time latest ->
  from_sums latest earlier (sums_of (latest :: earlier)) v start interval now = Some average ->
  walk_from v (time latest) earlier start interval now = Value average.
Proof.
  intros latest earlier v start interval now average Hsound Hv Hnow Hstart H. unfold from_sums in H.
  destruct (sums_of (latest :: earlier)) as [|[total run] sums] eqn:Esums.
  { simpl in Esums. destruct (sums_of earlier); discriminate. }
  cbn [hd] in H. destruct (sums_hold _ _ _ _ Hsound Esums) as [Hrun _].
  destruct run as [|run]; [lia|]. cbn [pred] in H. cbn [List.length] in Hrun.
  destruct (later_than_splits start (firstn run earlier)) as [_ [_ Hend]].
  remember (later_than start (firstn run earlier)) as k eqn:Hk.
  apply value_of_some in H. apply bind_value in H as [period [Hperiod H]].
  apply unsigned_or_inversion in Hperiod as [-> Hperiod].
  apply bind_value in H as [open [Hopen H]]. apply unsigned_or_inversion in Hopen as [-> Hopen].
  unfold walk_from, usub, umul. repeat (rewrite unsigned_or_value by lia; cbn [bind]).
  destruct (nth_error (firstn run earlier) k) as [at_start|] eqn:Ek.
  - destruct (nth_error_of_firstn _ _ _ _ Ek) as [_ [Hkrun Hklen]].
    rewrite last_is_nth in H by lia. rewrite <- Esums in H. rewrite (sums_within k _ _ _ _ Hsound Esums) in H by lia.
    apply bind_value in H as [p [Hp H]]. apply bind_value in H as [w [Hw H]].
    apply unsigned_or_inversion in Hw as [-> Hw]. apply bind_value in H as [part [Hpart H]].
    apply unsigned_or_inversion in Hpart as [-> Hpart]. apply bind_value in H as [whole [Hwhole H]].
    apply unsigned_or_inversion in Hwhole as [-> Hwhole]. apply bind_value in H as [most [Hmost H]].
    apply unsigned_or_inversion in Hmost as [-> Hmost]. apply bind_value in H as [all [Hall H]].
    apply unsigned_or_inversion in Hall as [-> Hall].
    assert (Hprice : price at_start = p) by (unfold price; rewrite Hp; reflexivity).
    rewrite <- H. rewrite (walk_to_the_start latest earlier run sums total at_start k); rewrite ?Hprice; auto; lia.
  - apply bind_value in H as [covered [Hcovered H]]. apply unsigned_or_inversion in Hcovered as [-> Hcovered].
    destruct (Nat.eqb run (List.length earlier)) eqn:Erun; [|discriminate]. apply Nat.eqb_eq in Erun. subst run.
    destruct (negb (now - time (last earlier latest) =? 0)) eqn:Ezero; [|discriminate]. cbn [andb] in H.
    apply bind_value in H as [all [Hall H]]. apply unsigned_or_inversion in Hall as [-> Hall].
    rewrite <- H. rewrite firstn_all in Hk, Hend.
    apply (walk_to_the_beginning latest earlier sums); auto; try lia.
    rewrite <- Hk. apply Hend. rewrite <- Ek, firstn_all. reflexivity.
Qed.

Theorem P9_from_sums_is_the_walk : forall history interval now,
  Forall sound history -> 0 <= now < 2 ^ 64 -> is_unsigned interval ->
  average_from_sums history interval now = average history interval now.
Proof.
  intros [|latest earlier] interval now Hsound Hnow Hinterval; [reflexivity|]. unfold average_from_sums, average.
  destruct (value latest) as [v | text |] eqn:Ev; [|reflexivity|reflexivity]. cbn [bind].
  destruct (interval =? 0); [reflexivity|].
  destruct (usub now interval) as [start | text |] eqn:Estart; [|reflexivity|reflexivity]. cbn [bind].
  apply unsigned_or_inversion in Estart as [-> Hstart].
  destruct earlier as [|e earlier]; [reflexivity|].
  destruct (time latest <=? now - interval) eqn:E; [reflexivity|].
  destruct (from_sums _ _ _ _ _ _ _) eqn:Esums; [|reflexivity].
  symmetry. apply from_sums_is_walk in Esums; auto; [|lia].
  inversion Hsound as [|? ? [H _] _]; subst. exact (H v Ev).
Qed.

Theorem O3_from_sums_is_the_walk : forall history interval now,
  Forall sound history -> 0 <= now < 2 ^ 64 -> is_unsigned interval ->
  oracle_average_from_sums history interval now = oracle_average history interval now.
Proof.
  intros history interval now Hsound Hnow Hinterval. unfold oracle_average_from_sums, oracle_average.
  destruct (require _ _); [cbn [bind] | reflexivity | reflexivity].
  destruct (usub now interval) as [start | text |] eqn:Estart; [|reflexivity|reflexivity]. cbn [bind].
  apply unsigned_or_inversion in Estart as [-> Hstart]. destruct history as [|latest earlier]; [reflexivity|].
  destruct (value latest) as [v | text |] eqn:Ev; [|reflexivity|reflexivity]. cbn [bind].
  destruct earlier as [|e earlier]; [reflexivity|].
  destruct (time latest <? now - interval) eqn:E; [reflexivity|].
  destruct (from_sums _ _ _ _ _ _ _) eqn:Esums; [|reflexivity].
  symmetry. apply from_sums_is_walk in Esums; auto; [|lia].
  inversion Hsound as [|? ? [H _] _]; subst. exact (H v Ev).
Qed.

(** The prices of a pool's snapshots are such a history, where the times are of 64 bits. *)
Theorem snapshots_are_sound : forall snapshots,
  Forall (fun s => 0 <= snapshot_base s) snapshots -> Forall (fun s => 0 <= snapshot_time s < 2 ^ 64) snapshots ->
  Forall sound (history_of price_of snapshots).
Proof.
  intros snapshots Hbase Htime. induction snapshots as [|s rest IH]; [constructor|].
  inversion Hbase; inversion Htime; subst. constructor; [|apply IH; assumption]. split; [|assumption].
  intros p H. simpl in H. unfold price_of, ddiv, umul, udiv in H.
  apply bind_value in H as [scaled [Hscaled H]]. apply unsigned_or_inversion in Hscaled as [-> Hscaled].
  destruct (snapshot_base s =? 0) eqn:E; [discriminate|]. injection H as <-. unfold is_unsigned.
  pose proof (div_bounds (snapshot_quote s * ONE) (snapshot_base s) ltac:(lia)). nia.
Qed.
