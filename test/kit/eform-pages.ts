import type { Engine } from '../../lib/model/catalogue.ts'
import { html } from './site.ts'

/** A form as an engine's product marks it up, which comes after a while; and what of it can be seen before. */
export type EformPage = {
  readonly name: string
  readonly engine: Engine
  readonly page: string
}

/** When a page's form comes, ms after its scripts have begun. */
export const COMES_AFTER_MS = 700

const SEARCH = '<header><form role="search"><input name="tu-khoa" placeholder="Tìm kiếm"></form></header>'

/** Puts the form into `#holder` after a while. */
const later = (form: string, then = '') =>
  `<template id="form">${form}</template><script>setTimeout(() => {
    document.getElementById('holder').innerHTML = document.getElementById('form').innerHTML
    ${then}
  }, ${COMES_AFTER_MS})</script>`

export const EFORM_PAGES: readonly EformPage[] = [
  {
    name: 'a form of Liferay, after the skeleton of its React fields',
    engine: 'liferay',
    page: html(`${SEARCH}
      <div class="portlet-boundary portlet-boundary_com_liferay_portal_search_web_portlet_SearchPortlet_ portlet-static"
        id="p_p_id_com_liferay_portal_search_web_portlet_SearchPortlet_">
        <section class="portlet"><form><input class="search-input" name="_com_liferay_portal_search_q"></form></section>
      </div>
      <div class="portlet-boundary portlet-boundary_com_liferay_dynamic_data_mapping_form_web_portlet_DDMFormPortlet_"
        id="p_p_id_com_liferay_dynamic_data_mapping_form_web_portlet_DDMFormPortlet_INSTANCE_kfzl_">
        <section class="portlet" id="portlet_DDMFormPortlet_INSTANCE_kfzl"><div class="portlet-body">
          <form class="form" method="post" action="/web/guest/eform?p_p_lifecycle=1"><div class="lfr-ddm-form-container" id="holder">
            <div class="ddm-skeleton"><input placeholder="Đang tải"></div></div></form>
        </div></section>
      </div>
      ${later(`<div class="lfr-ddm-form-page-builder"><div class="ddm-field" data-field-name="Text08355471">
        <label class="lfr-ddm-field-label" for="hoTen">Họ và tên</label>
        <input class="ddm-field-text form-control" id="hoTen" type="text"
          name="_com_liferay_dynamic_data_mapping_form_web_portlet_DDMFormPortlet_INSTANCE_kfzl_ddm$$Text08355471$aB3d$0$$vi_VN">
      </div></div>`)}`),
  },
  {
    name: 'a WebForms page whose panel of fields is drawn by its first partial update',
    engine: 'webforms',
    page: html(`<form method="post" action="./NopHoSo.aspx?id=27" id="aspnetForm">
      <div class="aspNetHidden"><input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value="">
      <input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTQ5NzM1NjE3Mg9kFgJmD2QWAgIDD2Q="></div>
      <input name="ctl00$ucHeader$txtSearch" type="text" id="ctl00_ucHeader_txtSearch">
      <div id="ctl00_UpdateProgress1" role="status"><img src="/anh/loading.svg" alt="" width="20" height="20"></div>
      <div id="ctl00_cphMain_UpdatePanel1"><div id="holder"><input name="ctl00$cphMain$txtHoTen" disabled></div></div>
      <input type="submit" name="ctl00$cphMain$btnNop" value="Nộp hồ sơ"></form>
      ${later('<input name="ctl00$cphMain$txtHoTen" type="text" id="ctl00_cphMain_txtHoTen">')}`),
  },
  {
    name: 'an Angular route behind a veil that says it is loading',
    engine: 'angular',
    page: html(`<app-root ng-version="15.2.9"><div class="ngx-spinner-overlay" id="veil"
        style="position: fixed; inset: 0; background: #fffc; z-index: 9"><div class="la-ball-fussion"></div></div>
      <router-outlet></router-outlet><app-ke-khai class="ng-star-inserted"><form novalidate class="ng-untouched ng-pristine">
        <input formcontrolname="hoTen" class="ng-untouched"></form></app-ke-khai></app-root>
      <script>location.hash = '#/ke-khai/1.001193'
        setTimeout(() => document.getElementById('veil').remove(), ${COMES_AFTER_MS})</script>`),
  },
  {
    name: 'Form.io in Angular, drawn for phones and for others, of which one is seen',
    engine: 'formio',
    page: html(`<app-root ng-version="15.2.9"><form><select><option>Chọn xã</option></select></form>
      <formio><div class="formio-form"><div style="display: none"><input name="data[hoTen]"></div><div id="holder"></div></div></formio>
      ${later('<input name="data[hoTen]">')}</app-root>`),
  },
  {
    name: 'SurveyJS, after its skeleton',
    engine: 'surveyjs',
    page: html(`<div class="sd-root-modern"><div id="holder"><div class="sd-element sd-question sd-skeleton-element">
      <input disabled></div></div></div>
      ${later('<div class="sd-element sd-question"><div class="sd-question__content"><input class="sd-input sd-text"></div></div>')}`),
  },
  {
    name: 'a form of no engine that is known',
    engine: 'other',
    page: html(`${SEARCH}<form><input type="password" name="p"><input name="u"></form><main id="holder" aria-busy="true">
      <input name="hoTen"></main>
      ${later('<form><input name="hoTen"></form>', "document.getElementById('holder').removeAttribute('aria-busy')")}`),
  },
]
