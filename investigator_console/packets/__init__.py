"""Referral packets: the agreed items on paper, with a code that brings the service's answer back."""
